/* The public site works without this: what is here spares a tap, a wait or some megabytes. */
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);

  // a second tap on 提交 sends nothing (the server would take it as the same matter anyway)
  for (const button of document.querySelectorAll("[data-once]")) {
    button.form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter !== button) return;
      setTimeout(() => { button.disabled = true; button.textContent = "正在提交，请稍等…"; });
    });
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const print = one("#print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // regions: a field to type in before the list
  const list = one("select[data-typeahead]");
  if (list && list.options.length > 12) {
    const all = [...list.options].map((option) => [option.value, option.textContent]);
    const finder = document.createElement("input");
    finder.className = "input finder";
    finder.type = "search";
    finder.autocomplete = "off";
    finder.placeholder = list.dataset.typeahead;
    finder.setAttribute("aria-label", "打字找地区");
    finder.setAttribute("aria-controls", list.id);
    list.before(finder);
    finder.addEventListener("input", () => {
      const typed = finder.value.trim(), chosen = list.value;
      const fitting = all.filter(([value, name], at) => at === 0 || value === chosen || name.includes(typed));
      list.replaceChildren(...fitting.map(([value, name]) => new Option(name.trim(), value, false, value === chosen)));
      const hits = fitting.filter(([value, name], at) => at > 0 && name.includes(typed));
      if (typed && hits.length) list.value = hits[0][0];
    });
  }

  // what is typed is kept whenever one pauses, and when the page is left by any other way than its buttons
  const kept = one("form[data-keep]");
  if (kept) {
    let sent = false;
    const fields = () => {
      const said = new URLSearchParams();
      for (const [name, value] of new FormData(kept)) if (typeof value === "string") said.append(name, value);
      return said;
    };
    let last = fields().toString();
    kept.addEventListener("submit", () => { sent = true; });
    const keep = () => {
      const said = fields();
      if (sent || said.toString() === last) return;
      last = said.toString();
      said.append("keep", "1");
      fetch(location.pathname, { method: "POST", body: said, keepalive: true }).catch(() => { last = ""; });
    };
    let wait = 0;
    kept.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(keep, 1500); });
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  }

  // what the knowledge base may say already, while one writes
  const writing = one("[data-suggest]"), suggested = one("#suggested");
  if (writing) {
    let wait = 0, asked = "";
    const ask = async () => {
      const words = writing.value.trim();
      if (words === asked) return;
      asked = words;
      if (words.length < 6) { suggested.replaceChildren(); return; }
      const body = new URLSearchParams({ words, csrfmiddlewaretoken: one("[name=csrfmiddlewaretoken]").value });
      const answer = await fetch(writing.dataset.suggest, { method: "POST", body }).catch(() => null);
      if (!answer || !answer.ok || asked !== words) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      suggested.replaceChildren(...page.body.childNodes);
    };
    writing.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 900); });
  }

  // common questions, found while one types; without the script by the button
  const finding = one("[data-found]");
  if (finding) {
    let wait = 0;
    finding.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const words = finding.value, answer = await fetch(`?${new URLSearchParams({ q: words })}`).catch(() => null);
        if (!answer || !answer.ok || finding.value !== words) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        one("#found").replaceChildren(...page.querySelector("#found").childNodes);
      }, 350);
    });
  }

  // the position: of the telephone, only when its button is pressed; or of a pin on the map
  const spot = one("#spot"), said = one("#spot-said"), drop = one("#spot-drop"), fold = one("#map-fold");
  let put = () => {};
  const show = (words) => {
    said.textContent = words;
    drop.hidden = !spot.value;
    one("#spot-box").hidden = false;
  };
  if (spot) {
    if (spot.value) show(said.textContent.trim());
    drop.addEventListener("click", () => {
      spot.value = "";
      put();
      show("位置已经去掉。");
      one("#place").focus();
    });
    const take = one("#spot-take");
    if ("geolocation" in navigator && isSecureContext) {
      one("#spot-box").hidden = false;
      take.addEventListener("click", () => {
        said.textContent = "正在定位…";
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            spot.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
            put();
            show(`已带上您现在的位置（误差约 ${Math.ceil(coords.accuracy)} 米），提交了才会用。`);
          },
          () => show("没有定到位，请用文字写地点。"),
          { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
        );
      });
    } else take.hidden = true;
  }

  const box = one("#map");
  const draw = async () => {
    const answer = await fetch(box.dataset.map).catch(() => null);
    if (!answer || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(page.body.firstElementChild);
    box.hidden = false;
    const map = box.querySelector("svg"), pin = map.querySelector(".pin"), names = map.querySelector("[font-size]");
    const { west, east, north, south } = Object.fromEntries(Object.entries(map.dataset).map(([k, v]) => [k, Number(v)]));
    const wide = map.viewBox.baseVal.width, high = map.viewBox.baseVal.height;
    const paths = [...map.querySelectorAll("path[data-code]")].reverse();
    let x = wide / 2, y = high / 2, zoom = 1, left = 0, top = 0;
    const region = () => paths.find((path) => path.isPointInFill(new DOMPoint(x, y)));
    const look = () => {
      const w = wide / zoom, h = high / zoom;
      left = Math.min(Math.max(x - w / 2, 0), wide - w);
      top = Math.min(Math.max(y - h / 2, 0), high - h);
      map.setAttribute("viewBox", `${left} ${top} ${w} ${h}`);
      names.setAttribute("font-size", 42 / zoom);
    };
    const place = () => {
      pin.setAttribute("transform", `translate(${x} ${y}) scale(${1 / zoom})`);
      pin.setAttribute("visibility", spot.value ? "visible" : "hidden");
      for (const path of paths) path.classList.toggle("here", Boolean(spot.value) && path === region());
    };
    const mark = () => {
      x = Math.min(Math.max(x, 0), wide);
      y = Math.min(Math.max(y, 0), high);
      const lat = (north - (y / high) * (north - south)) / 1e6, long = (west + (x / wide) * (east - west)) / 1e6;
      spot.value = `${lat.toFixed(6)},${long.toFixed(6)}`;
      const found = region();
      if (found && [...list.options].some((option) => option.value === found.dataset.code)) list.value = found.dataset.code;
      place();
      show(found ? `图钉在${found.dataset.name}。` : "图钉在范围外。");
    };
    put = () => {
      const [lat, long] = spot.value.split(",").map(Number);
      if (spot.value) {
        x = ((long * 1e6 - west) / (east - west)) * wide;
        y = ((north - lat * 1e6) / (north - south)) * high;
        const found = region();
        if (found) list.value = found.dataset.code;
      }
      look();
      place();
    };
    map.setAttribute("tabindex", "0");
    map.setAttribute("role", "application");
    map.setAttribute("aria-label", "地图，点一下放图钉；也可以用方向键移动图钉，加号减号放大缩小");
    map.addEventListener("click", (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      [x, y] = [at.x, at.y];
      mark();
    });
    const nearer = (by) => {
      zoom = Math.min(Math.max(zoom * by, 1), 16);
      look();
      place();
    };
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    map.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "=") nearer(2);
      else if (event.key === "-") nearer(0.5);
      else if (event.key in steps) {
        const [dx, dy] = steps[event.key], step = wide / 50 / zoom;
        x += dx * step;
        y += dy * step;
        mark();
        look();
      } else return;
      event.preventDefault();
    });
    const bar = document.createElement("p");
    bar.className = "acts";
    for (const [words, by] of [["放大", 2], ["缩小", 0.5]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = words;
      button.addEventListener("click", () => nearer(by));
      bar.append(button);
    }
    const hint = document.createElement("span");
    hint.className = "quiet";
    hint.textContent = "点一下放图钉";
    bar.append(hint);
    box.append(bar);
    put();
  };
  if (box) fold.addEventListener("toggle", draw, { once: true });

  // photos: made smaller before they are sent, and sent as soon as they are chosen
  const LONG = 2000, SMALL = 900 * 1024;
  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LONG / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  };
  const chooser = one("input[data-photos]");
  if (chooser && "createImageBitmap" in window && "DataTransfer" in window) {
    const more = one("[data-more]"), busy = one("#files-busy"), bag = one("[data-bag]");
    if (more) more.hidden = true;
    if (bag) bag.classList.add("neat");
    const carry = (files) => {
      const held = new DataTransfer();
      for (const file of files) held.items.add(file);
      chooser.files = held.files;
      busy.textContent = more ? "正在上传，请稍等…" : "";
      if (more) {
        more.hidden = false;
        chooser.form.requestSubmit(more);
      }
    };
    chooser.addEventListener("change", async () => {
      if (!chooser.files.length) return;
      busy.textContent = "正在整理照片…";
      carry(await Promise.all([...chooser.files].map((file) => smaller(file).catch(() => file))));
    });

    // a voice note: a tap begins, a tap ends, and it is handed over like a photo
    const speak = one("#speak");
    if (speak && "MediaRecorder" in window && navigator.mediaDevices) {
      const label = speak.querySelector("span"), longest = Number(speak.dataset.minutes) * 60;
      let tape = null;
      speak.hidden = false;
      speak.addEventListener("click", async () => {
        if (tape) { tape.stop(); return; }
        const sound = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
        if (!sound) { busy.textContent = "没有话筒或者没有允许录音，请打字，或者从手机里选录音。"; return; }
        const parts = [], began = Date.now();
        tape = new MediaRecorder(sound);
        const tick = setInterval(() => {
          const passed = Math.floor((Date.now() - began) / 1000);
          label.textContent = `说完了，点这里（${passed} 秒）`;
          if (passed >= longest && tape) tape.stop();
        }, 500);
        tape.addEventListener("dataavailable", (event) => parts.push(event.data));
        tape.addEventListener("stop", () => {
          clearInterval(tick);
          for (const track of sound.getTracks()) track.stop();
          const type = tape.mimeType.split(";")[0], ending = { "audio/mp4": "m4a", "audio/ogg": "ogg" }[type] || "webm";
          tape = null;
          speak.classList.remove("live");
          carry([...chooser.files, new File(parts, `录音.${ending}`, { type })]);
        });
        tape.start();
        speak.classList.add("live");
        label.textContent = "说完了，点这里";
        busy.textContent = "正在录音…";
      });
    }
  }
})();
