// 回声: what happens elsewhere is shown here: rows, counts, notices, who else looks at the order. Without this file, and
// without a stream, every page stays as it was read, and a stale act is refused with nothing lost.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const head = $("[data-live]");
  if (!head) return;
  const push = head.dataset.push, changes = head.dataset.live, base = changes.replace(/changes\/$/, "");
  const say = window.huisheng?.say || (() => {});
  const alone = { headers: { "X-Unattended": "1" }, credentials: "same-origin" }; // asked by a script: no act of the seat
  const jitter = (ms) => ms * (0.75 + Math.random() / 2); // two hundred seats don't ask at once
  const calm = (does, ms) => { let due = 0; return () => { due ||= setTimeout(() => { due = 0; does(); }, jitter(ms)); }; };

  // -- the stream: the browser comes again by itself; where there is none, we ask every ten seconds ---------------------
  let since = head.dataset.since, stream = null, token = "", over = false, failures = 0, reopen = 0, asking = false;
  function open() {
    if (over || stream || !push || !window.EventSource) return;
    stream = new EventSource(`${push}?since=${encodeURIComponent(since)}`, { withCredentials: true });
    const on = (name, does) => stream.addEventListener(name, (event) => {
      if (event.lastEventId) since = event.lastEventId;
      does(event.data ? JSON.parse(event.data) : {});
    });
    on("hello", (said) => { failures = 0; token = said.stream; here(); hears(true); });
    on("place", () => {});
    on("order", changed);
    on("rail", (said) => count(said.states));
    on("notice", noticed);
    on("presence", present);
    on("calls", (said) => document.dispatchEvent(new CustomEvent("huisheng:calls", { detail: said })));
    on("resync", anew);
    on("ended", leave);
    stream.onerror = () => {
      token = "";
      hears(false);
      present({ number: shown(), seats: [] });
      if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again
      close();
      reopen = setTimeout(open, jitter(Math.min(2000 * 2 ** failures++, 60000)));
    };
  }
  function close() {
    clearTimeout(reopen);
    stream?.close();
    stream = null;
    token = "";
    hears(false);
  }
  function hears(now) { // whoever asks by itself may ask seldom while the stream is there, and must ask again without it
    if (now === (document.body.dataset.stream === "open")) return;
    if (now) document.body.dataset.stream = "open";
    else delete document.body.dataset.stream;
    document.dispatchEvent(new CustomEvent("huisheng:calls"));
  }
  function leave() {
    over = true;
    close();
    say("登录已结束，请刷新页面重新登录；填过的内容还在这台电脑上。", "error");
  }
  async function ask() {
    if (over || asking || document.hidden || stream?.readyState === 1) return;
    asking = true;
    try {
      const answer = await fetch(`${changes}?since=${encodeURIComponent(since)}`, alone);
      if (answer.redirected) { over = true; return close(); } // signed out: the page says so at the next act
      if (!answer.ok) return;
      const said = await answer.json();
      since = said.place;
      said.orders.forEach(changed);
      if (said.rail) count(said.rail.states);
      if (said.resync) anew();
      const shown = said.unread > 99 ? "99+" : String(said.unread || "");
      if (($(".bell-count [aria-hidden]")?.textContent || "") !== shown) ring();
    } catch { /* no network: asked again */ } finally { asking = false; }
  }
  let away = 0; // a page nobody sees needs no stream; it catches up when it is looked at
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(close, 60000);
    else { open(); setTimeout(ask, 1500); }
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });

  // -- orders ------------------------------------------------------------------------------------------------------------
  const list = () => $(".desk[data-list-url]");
  const own = () => { const url = list()?.dataset.listUrl; return url?.split("?")[0] === "/orders/" ? url : null; };
  const query = () => new URLSearchParams((own() || "").split("?")[1] || "");
  const shown = () => $("#order-number")?.textContent.trim() || "";
  const row = (number) => document.getElementById(`row-${number}`);
  const stirred = new Map(), fresh = new Set();
  let waits = 0, fresher = 0;

  function changed(said) {
    if (said.number === shown()) overtaken(said);
    if (row(said.number)) {
      stirred.set(said.number, said);
      waits ||= setTimeout(refresh, jitter(own() || !list() ? 400 : 1500));
    } else if (belongs(said)) {
      fresh.add(said.number);
      fresher ||= setTimeout(look, jitter($(".live-pill") ? 12000 : 1200));
    }
  }
  function belongs(said) { // whether it may belong to the first page of the list that is open: the server knows for sure
    if (!list()) return false;
    if (!own()) return true;
    const asked = query();
    if (asked.get("after") || asked.get("before")) return false;
    return asked.get("state") ? asked.get("state") === said.state : said.version <= 2 || asked.size > 0;
  }
  async function refresh() {
    waits = 0;
    const numbers = [...stirred.keys()];
    stirred.clear();
    if (list() && !own()) return elsewhere(numbers);
    const asked = query();
    for (const number of numbers) asked.append("n", number);
    const said = await fetched(`${base}rows/?${asked}`);
    if (!said) return;
    for (const number of numbers) replace(number, said.rows[number]);
  }
  function replace(number, html) {
    const old = row(number);
    if (!old) return;
    if (!html) { old.classList.add("gone"); return; } // no longer this seat's to see
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const next = holder.content.querySelector("tr");
    if (!next) return;
    const focused = old.contains(document.activeElement), picked = $("[data-pick]", old)?.checked;
    const current = $("a[aria-current]", old);
    if (current) $("a[data-row]", next)?.setAttribute("aria-current", "true");
    if (picked && $("[data-pick]", next)) $("[data-pick]", next).checked = true;
    next.classList.add("stirred");
    const inside = document.activeElement?.matches("input") ? "[data-pick]" : "a[data-row]";
    old.replaceWith(next);
    window.htmx?.process(next);
    if (focused) $(inside, next)?.focus({ preventScroll: true });
    setTimeout(() => next.classList.remove("stirred"), 6000);
  }
  async function look() { // how many of them belong into the list that is open
    fresher = 0;
    const numbers = [...fresh].slice(-60);
    if (!list() || !numbers.length) return;
    if (!own()) return elsewhere([]);
    const asked = query();
    for (const number of numbers) asked.append("new", number);
    const said = await fetched(`${base}rows/?${asked}`);
    if (said?.fresh) pill(`有 ${said.fresh} 件新工单，点此显示`);
  }
  async function elsewhere(numbers) { // the list of another desk: its own page says what stands in it now
    const url = list()?.dataset.listUrl;
    if (!url) return;
    const answer = await fetch(url, alone).catch(() => null);
    if (!answer?.ok || answer.redirected || list()?.dataset.listUrl !== url) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const number of numbers) replace(number, page.getElementById(`row-${number}`)?.outerHTML);
    const news = $$("#list tr[id^=row-]", page).filter((one) => !document.getElementById(one.id)).length;
    if (news) pill(`有 ${news} 件新工单，点此显示`);
  }
  async function fetched(url) {
    try {
      const answer = await fetch(url, alone);
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch { return null; }
  }
  function pill(words) { // over the list, so that what is being read stays where it is
    const holder = $("#list");
    if (!holder) return;
    let one = $(".live-pill", holder);
    if (!one) {
      one = document.createElement("p");
      one.className = "live-pill";
      one.setAttribute("role", "status");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.addEventListener("click", reload);
      one.append(button);
      holder.append(one);
    }
    one.firstChild.textContent = words;
  }
  async function reload() {
    fresh.clear();
    const url = list()?.dataset.listUrl;
    if (!url || !window.htmx) return location.reload();
    await htmx.ajax("GET", url, { target: "#list", select: "#list", swap: "outerHTML" });
    ($("#list a[data-row]") || $("#main"))?.focus({ preventScroll: true });
  }
  const anew = calm(() => { // too much has happened, or we were away: ask for what is on the page
    const numbers = $$("tr[id^=row-]").map((one) => one.id.slice(4)).slice(0, 60);
    for (const number of numbers) stirred.set(number, {});
    if (numbers.length) refresh();
    if (list() && !(query().get("after") || query().get("before"))) pill("列表有更新，点此显示");
    if (shown()) overtaken({ number: shown(), version: Infinity, by: "", did: "" });
    ring();
  }, 1500);

  // -- the order that lies open: somebody was faster. Its forms stay, what is typed stays ------------------------------
  const seen = () => Number($("#detail-body")?.dataset.version || 0);
  function overtaken(said) {
    if (said.version <= seen()) return;
    // an own act: the answer is on its way, and brings the new version itself
    if (said.mine) return setTimeout(() => said.number === shown() && overtaken({ ...said, mine: false }), 3000);
    const words = said.did ? `刚被 ${said.by} ${said.did}，现为“${said.word}”` : "这件工单可能有更新";
    let bar = $("#live-bar");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "live-bar";
      bar.className = "live-bar";
      bar.setAttribute("role", "status");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = "点此刷新";
      button.addEventListener("click", renew);
      bar.append(document.createElement("span"), button);
      $("#detail").append(bar);
    }
    bar.firstChild.textContent = words;
  }
  let reopens = "";
  function renew() {
    const form = $("#verbs details.verb[open] form[data-draft]"), url = location.pathname + location.search;
    const get = () => htmx.ajax("GET", url, { target: "#detail", swap: "innerHTML" });
    if (!window.htmx) return location.reload();
    reopens = form?.dataset.draft || "";
    if (!form) return get();
    form.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft, and put back into the new form
    setTimeout(get, 500);
  }
  function afterwards() {
    if (reopens) {
      const form = $(`#verbs form[data-draft="${CSS.escape(reopens)}"]`), verb = form?.closest("details.verb");
      if (verb) verb.open = true;
      else say("情况变了，这一步现在不能办；您填的内容留在草稿里，能办时会放回。", "warning");
      reopens = "";
    }
    here();
  }

  // -- who else is here -------------------------------------------------------------------------------------------------
  let told = "";
  const verb = () => ($("#verbs details.verb[open] form[data-draft]")?.dataset.draft || "").split(":")[1] || "";
  function here(again = true) {
    if (!token || document.hidden) return;
    const said = JSON.stringify({ stream: token, number: shown(), doing: verb() });
    if (said === told && !again) return;
    told = said;
    fetch(`${push}here/`, { method: "POST", body: said, credentials: "include", keepalive: true }).catch(() => {});
  }
  setInterval(() => { if (shown()) here(); }, 12000);
  document.addEventListener("toggle", (event) => { if (event.target.matches?.("details.verb")) here(false); }, true);
  function present(said) {
    if (said.number !== shown()) return;
    let place = $("#live-who");
    if (!said.seats.length) return place?.remove();
    if (!place) {
      place = document.createElement("span");
      place.id = "live-who";
      place.className = "live-who";
      place.setAttribute("role", "status");
      $(".order-head .end")?.before(place);
    }
    const words = said.seats.map((one) => `${one.name}（${one.role}）${one.doing ? `正在填写“${one.doing}”` : "正在看"}`);
    place.textContent = words.slice(0, 3).join("，") + (words.length > 3 ? `，等 ${words.length} 人` : "");
  }

  // -- counts -----------------------------------------------------------------------------------------------------------
  function count(states) {
    for (const link of $$(".rail a[data-state]")) {
      const number = states[link.dataset.state];
      if (number === undefined) continue;
      let place = $(".count", link);
      if (!number) { place?.remove(); continue; }
      if (!place) {
        place = document.createElement("span");
        place.className = "count";
        const unit = document.createElement("span");
        unit.className = "sr";
        unit.textContent = " 件";
        place.append("", unit);
        link.append(place);
      }
      if (place.firstChild.nodeType !== 3) place.prepend("");
      place.firstChild.data = String(number);
    }
    for (const link of $$(".counters a[href*='?state=']")) {
      const asked = new URL(link.href).searchParams, number = states[asked.get("state")];
      if (asked.size === 1 && number !== undefined) link.textContent = number.toLocaleString("en-US");
    }
  }

  // -- notices ----------------------------------------------------------------------------------------------------------
  const ring = calm(async () => {
    const answer = await fetch(`${base}bell/`, alone).catch(() => null);
    const bell = $("#bell");
    if (!answer?.ok || answer.redirected || !bell) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const focused = bell === document.activeElement;
    bell.replaceWith(holder.content);
    if (focused) $("#bell")?.focus();
  }, 800);
  function noticed(said) {
    ring();
    if (!said.silent) say(`${said.text}${said.number ? `（${said.number}）` : ""}`, said.urgent ? "warning" : "success");
  }
  document.addEventListener("click", (event) => { // opening what a notice is about is reading it
    const link = event.target.closest?.("a[data-read]");
    const key = $("input[name=csrfmiddlewaretoken]")?.value;
    if (!link || !key) return;
    fetch(link.dataset.read, { method: "POST", keepalive: true, headers: { "X-CSRFToken": key, ...alone.headers } }).catch(() => {});
  });

  document.addEventListener("htmx:afterSettle", afterwards);
  open();
  setInterval(ask, 10000);
})();
