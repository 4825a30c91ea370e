// 回声: charts above their tables. The table is the data and the accessible form; without this file it stands alone.
// <table data-chart="line|bar" data-chart-columns="1,2" data-chart-title="…">: the number cells drawn, counted from 1.
//   A row's name is its <th>, shorter in data-short; data-seam on a row: what changed there. A cell's link is its point's.
// <… data-chart-echarts="URL"> somewhere on the page says where the library lies: it is fetched when the first chart is drawn.
// <details data-chart-of="ID">: the chart of the table ID is drawn in there when it opens, of a column chosen there.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const source = $("[data-chart-echarts]")?.dataset.chartEcharts;
  if (!source) return;
  const drawn = [];
  let library;
  const load = () => (library ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => done(window.echarts));
    script.addEventListener("error", () => { library = null; failed(new Error("echarts")); });
    document.head.append(script);
  }));

  // -- what the table holds ------------------------------------------------------------------------------------------
  const number = (words) => {
    const found = /-?[\d,]+(\.\d+)?/.exec(words);
    return found ? Number(found[0].replaceAll(",", "")) : null;
  };
  function read(table, columns) {
    const heads = $$("thead th", table);
    const rows = $$("tbody tr", table).map((row) => {
      const cells = $$("td", row);
      return {
        name: $("th", row).textContent.trim(),
        short: row.dataset.short || $("th", row).textContent.trim(),
        seam: row.dataset.seam || "",
        points: columns.map((column) => {
          const cell = cells[column - 1], text = cell ? cell.textContent.trim() : "";
          return { text, value: number(text), url: $("a", cell || row)?.href || "", definition: cell?.dataset.definition || "" };
        }),
      };
    });
    rows.forEach((row, at) => { // another version of a definition from here on: left and right don't compare
      const before = rows[at - 1];
      const changed = before && row.points.find((point, n) => point.definition && before.points[n].definition && point.definition !== before.points[n].definition);
      if (changed && !row.seam) row.seam = `口径改为 ${changed.definition}`;
    });
    return { rows, labels: columns.map((column) => heads[column]?.textContent.trim() || "") };
  }

  // -- how it looks ----------------------------------------------------------------------------------------------------
  function palette(paper) {
    if (paper) return { ink: "#000", quiet: "#222", line: "#999", first: "#333", second: "#777", seam: "#000" };
    const style = getComputedStyle(document.documentElement), token = (name) => style.getPropertyValue(name).trim();
    return { ink: token("--ink"), quiet: token("--ink-2"), line: token("--line"), first: token("--accent"), second: token("--soon-fill"), seam: token("--line-2") };
  }
  function options(chart, paper) {
    const { rows, labels } = chart.data, colour = palette(paper), bars = chart.kind === "bar";
    const font = getComputedStyle(document.body).fontFamily;
    const names = { type: "category", data: rows.map((row) => row.short), inverse: bars, axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.line } }, axisLabel: { color: colour.quiet, fontSize: 12, ...(bars ? { interval: 0, width: 128, overflow: "truncate" } : {}) } };
    const percent = rows.every((row) => !row.points[0].text || /%|^-$/.test(row.points[0].text));
    const values = { type: "value", minInterval: 1, max: percent ? 100 : undefined, splitLine: { lineStyle: { color: colour.line } },
      axisLabel: { color: colour.quiet, fontSize: 12, formatter: percent ? "{value}%" : "{value}" } };
    return {
      animation: false,
      textStyle: { fontFamily: font, color: colour.ink },
      aria: { enabled: false },
      grid: { left: 8, right: bars ? 64 : 16, top: 16, bottom: 8, containLabel: true },
      xAxis: bars ? values : names,
      yAxis: bars ? names : values,
      series: labels.map((label, n) => ({
        type: chart.kind, name: label, data: rows.map((row) => row.points[n].value), silent: true,
        barMaxWidth: 18, barMinHeight: 1, itemStyle: { color: n ? colour.second : colour.first },
        label: bars ? { show: true, position: "right", color: colour.ink, fontSize: 12, formatter: (one) => rows[one.dataIndex].points[n].text } : undefined,
        lineStyle: { color: n ? colour.second : colour.first, width: 2, type: n ? "dashed" : "solid" },
        symbol: n ? "rect" : "circle", symbolSize: 5, showSymbol: rows.length < 62,
      })),
    };
  }
  function seams(chart, paper) { // a dashed line where the way of counting changed
    const zr = chart.canvas.getZr(), colour = palette(paper);
    for (const line of chart.lines) zr.remove(line);
    chart.lines = chart.kind !== "line" ? [] : chart.data.rows.flatMap((row, at) => {
      if (!row.seam || !at) return [];
      const [left] = chart.canvas.convertToPixel({ gridIndex: 0 }, [at - 1, 0]), [right] = chart.canvas.convertToPixel({ gridIndex: 0 }, [at, 0]);
      const x = (left + right) / 2, shape = { x1: x, x2: x, y1: 16, y2: chart.canvas.getHeight() - 28 };
      const line = new window.echarts.graphic.Line({ shape, style: { stroke: colour.seam, lineWidth: 2, lineDash: [6, 4] }, silent: true, z: 9 });
      zr.add(line);
      return [line];
    });
  }
  function draw(chart, paper = false) {
    chart.canvas.setOption(options(chart, paper), { notMerge: true });
    seams(chart, paper);
  }

  // -- what stands under the pointer ---------------------------------------------------------------------------------
  function under(chart, event) {
    const place = [event.offsetX, event.offsetY];
    if (!chart.canvas.containPixel({ gridIndex: 0 }, place)) return -1;
    const [x, y] = chart.canvas.convertFromPixel({ gridIndex: 0 }, place);
    const at = Math.round(chart.kind === "bar" ? y : x);
    return chart.data.rows[at] ? at : -1;
  }
  const tell = (chart, at) => {
    const row = chart.data.rows[at];
    if (!row) return "";
    const points = row.points.map((point, n) => `${chart.data.labels[n]} ${point.text}`).join("，");
    return `${row.name}：${points}${row.seam ? `；从这里起${row.seam}` : ""}${row.points[0].url ? "（点开看工单）" : ""}`;
  };
  function listen(chart) {
    const zr = chart.canvas.getZr();
    zr.on("mousemove", (event) => {
      const at = under(chart, event), row = chart.data.rows[at];
      chart.said.textContent = tell(chart, at) || chart.rest;
      zr.setCursorStyle(row?.points[0].url ? "pointer" : "default");
    });
    zr.on("globalout", () => { chart.said.textContent = chart.rest; });
    zr.on("click", (event) => {
      const url = chart.data.rows[under(chart, event)]?.points[0].url;
      if (url) location.assign(url);
    });
  }

  // -- one chart -----------------------------------------------------------------------------------------------------
  const element = (name, className, words = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = words;
    return made;
  };
  async function make(table, place, columns, before) {
    const kind = table.dataset.chart || "bar", data = read(table, columns);
    if (!data.rows.length) return null;
    const figure = element("figure", "plot"), head = element("div", "plot-head"), box = element("div", "plot-draw");
    const said = element("p", "plot-said"), open = data.rows.some((row) => row.points.some((point) => point.url));
    const rest = `指到哪里说到哪里${open ? "，点开看工单" : ""}；数字都在表里。`;
    if (data.labels.length > 1) data.labels.forEach((label, n) => head.append(element("span", n ? "plot-key second" : "plot-key", label)));
    said.textContent = rest;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `图：${table.dataset.chartTitle || data.labels.join("、")}。数字和链接都在表里。`);
    if (kind === "bar") box.style.height = `${Math.max(120, data.rows.length * 24 + 48)}px`;
    figure.append(head, box, said);
    place.insertBefore(figure, before);
    let echarts;
    try { echarts = await load(); } catch { figure.remove(); return null; } // the table says it all
    const chart = { kind, data, said, rest, figure, lines: [], canvas: echarts.init(box, null, { renderer: "canvas" }) };
    drawn.push(chart);
    draw(chart);
    listen(chart);
    new ResizeObserver(() => { if (!matchMedia("print").matches) { chart.canvas.resize(); seams(chart); } }).observe(box);
    return chart;
  }
  function drop(chart) {
    if (!chart) return;
    drawn.splice(drawn.indexOf(chart), 1);
    chart.canvas.dispose();
    chart.figure.remove();
  }

  // -- on the page -----------------------------------------------------------------------------------------------------
  for (const table of $$("table[data-chart]")) {
    const columns = (table.dataset.chartColumns || "1").split(",").map(Number);
    const stands = table.closest(".scroll, .grid-wrap") || table;
    make(table, stands.parentElement, columns, stands);
  }
  for (const fold of $$("details[data-chart-of]")) {
    const table = document.getElementById(fold.dataset.chartOf), pick = $("select", fold);
    if (!table || !pick) continue;
    let chart = null;
    const again = async () => { drop(chart); chart = null; if (fold.open) chart = await make(table, fold, [Number(pick.value)], null); };
    $$("thead th", table).slice(1).forEach((head, n) => pick.append(new Option(head.textContent.trim(), n + 1)));
    fold.hidden = false;
    fold.addEventListener("toggle", again);
    pick.addEventListener("change", again);
  }
  const PAPER = 660; // pixels across an A4 page between its margins
  const repaint = (paper) => drawn.forEach((chart) => {
    chart.canvas.resize(paper ? { width: PAPER } : undefined);
    draw(chart, paper);
  });
  new MutationObserver(() => repaint(false)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaint(false));
  addEventListener("beforeprint", () => repaint(true));
  addEventListener("afterprint", () => repaint(false));
})();
