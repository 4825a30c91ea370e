// 回声: keys, focus, times, drafts. Every page can be read and its main form sent without this file.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: work goes on */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* ditto */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // -- what happened, said once ------------------------------------------------------------------------------------
  function dismissible(root) {
    for (const message of $$(".message:not([data-ready])", root)) {
      message.dataset.ready = "";
      for (const tag of (message.dataset.tags || "").split(" ")) if (tag.startsWith("draft:")) forget(tag.slice(6));
      const close = document.createElement("button");
      close.type = "button";
      close.className = "button bare";
      close.textContent = "知道了";
      close.addEventListener("click", () => message.remove());
      message.append(close);
      if (!message.matches(".error, .warning")) {
        const leave = () => (message.matches(":hover, :focus-within") ? setTimeout(leave, 4000) : message.remove());
        setTimeout(leave, 8000);
      }
    }
  }
  function say(words, level = "success") {
    const place = $(level === "error" ? "#messages [role=alert]" : "#said");
    if (!place) return;
    const message = document.createElement("div");
    const text = document.createElement("span");
    message.className = "message " + level;
    text.textContent = words;
    message.append(text);
    place.replaceChildren(message);
    dismissible(place);
  }
  window.huisheng = { say };

  // -- times: counted from the server's clock, which a rehearsal may have set to another year -------------------------
  const told = Date.parse(document.body.dataset.now);
  const lag = Number.isNaN(told) ? 0 : told - Date.now();
  const now = () => Date.now() + lag;
  function span(ms, short) { // the same words as the server's: two units at most
    const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    const hour = short ? " 时" : " 小时", minute = " 分";
    if (days >= (short ? 3 : 7)) return `${days} 天`;
    if (days >= 1) return `${days} 天` + (hours % 24 ? ` ${hours % 24}${hour}` : "");
    if (hours >= 1) return `${hours}${hour}` + (minutes % 60 ? ` ${minutes % 60}${minute}` : "");
    return `${Math.max(minutes, 1)}${minute}`;
  }
  function tick() {
    for (const el of $$("time[data-until]")) {
      const left = Date.parse(el.dateTime) - now(), clock = el.closest("[data-clock]"), state = clock?.dataset.clock;
      if (Number.isNaN(left) || !["plenty", "half", "soon", "late"].includes(state)) continue;
      const words = (left >= 0 ? "还剩 " : "逾期 ") + span(Math.abs(left), el.dataset.until === "short");
      if (el.textContent !== words) el.textContent = words;
      if (left < 0 && state !== "late") {
        for (let holder = clock; holder; holder = holder.parentElement.closest("[data-clock]")) holder.dataset.clock = "late";
        const bar = clock.parentElement.parentElement.querySelector(":scope > progress.bar");
        if (bar) bar.value = bar.max;
        $("use", clock)?.setAttribute("href", document.body.dataset.icons + "#clock-late");
      }
    }
  }

  // -- drafts: nothing typed is lost. Kept per seat, dropped when the server says so (message tag draft:<key>), when the
  //    seat signs out, and after twelve hours: a citizen's words must not stay on a shared machine. ------------------
  const seat = document.body.dataset.seat || "-";
  const draftKey = (name) => `huisheng:draft:${seat}:${name}`;
  const forget = (name) => store.drop(draftKey(name));
  const kept = (form) => $$("input, textarea, select", form).filter((el) =>
    el.name && !["hidden", "password", "file", "submit"].includes(el.type));
  function keep(form) {
    const values = kept(form).map((el) => [el.name, el.type, /^(checkbox|radio)$/.test(el.type) ? [el.value, el.checked] : el.value]);
    store.set(draftKey(form.dataset.draft), { at: Date.now(), values });
    const said = $("[data-draft-said]", form);
    if (said) said.textContent = "草稿已存在这台电脑上";
  }
  function restore(form) {
    if (form.dataset.ready) return;
    form.dataset.ready = "1";
    const draft = store.get(draftKey(form.dataset.draft));
    if (!draft || $("[aria-invalid=true]", form)) return;
    const fields = kept(form);
    let changed = false;
    for (const [name, type, value] of draft.values) {
      const ticks = Array.isArray(value);
      const el = fields.find((f) => f.name === name && f.type === type && (!ticks || f.value === value[0]));
      if (!el) continue;
      if (ticks ? el.checked !== value[1] : el.value !== value) changed = true;
      if (ticks) el.checked = value[1]; else el.value = value;
    }
    if (!changed) return;
    const place = $("[data-draft-said]", form) || form.insertBefore(document.createElement("p"), form.firstChild);
    place.className = "draft";
    place.textContent = `已放回没有交的内容（${new Date(draft.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })} 存）`;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button bare";
    drop.textContent = "不要了";
    drop.addEventListener("click", () => { forget(form.dataset.draft); form.reset(); place.textContent = ""; });
    place.append(drop);
    const summary = form.closest("details.verb")?.querySelector("summary");
    if (summary) summary.append(" · 有草稿");
  }
  let pause;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(pause);
    pause = setTimeout(keep, 400, form);
  });
  addEventListener("pagehide", () => { const form = document.activeElement?.closest?.("form[data-draft]"); if (form && pause) keep(form); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-draft]")) { clearTimeout(pause); pause = 0; keep(form); }
    if (form.matches("[data-signout]")) for (const key of store.keys()) if (key.startsWith(`huisheng:draft:${seat}:`)) store.drop(key);
  }, true);
  for (const key of store.keys()) {
    if (key.startsWith("huisheng:draft:") && Date.now() - (store.get(key)?.at || 0) > 12 * 3600e3) store.drop(key);
  }

  // -- a seat left alone is signed out: said two minutes before. Keys and clicks keep it; what is typed stays ------------
  const idle = 1000 * (document.body.dataset.idle || 0);
  let used = 0, heard = Date.now(), warned = false, asking = false; // the last key or click; what the server last knew of
  for (const name of ["keydown", "pointerdown", "input"]) addEventListener(name, () => { used = Date.now(); }, { passive: true, capture: true });
  async function awake() {
    const since = Date.now() - heard, busy = used > heard && since > 60000;
    if (asking || (!busy && idle - since > 120000)) return;
    asking = true;
    try { // another window of this seat may have been used meanwhile: the server knows
      const answer = await fetch("/account/idle/" + (busy ? "?seen" : ""), { headers: { Accept: "application/json" } });
      if (answer.redirected) { clearInterval(watching); return say("很久没有操作，已退出登录；填过的内容还在。请刷新页面重新登录。", "error"); }
      heard = Date.now() - idle + 1000 * (await answer.json()).left;
    } catch { return; /* no network: asked again */ } finally { asking = false; }
    const close = idle - (Date.now() - heard) <= 120000;
    if (busy && warned) $("#said")?.replaceChildren();
    if (close && !warned) say("再过两分钟没有操作就会退出登录，填过的内容不会丢；要接着用，按一下任意键。", "warning");
    warned = close;
  }
  const watching = idle ? setInterval(awake, 20000) : 0;

  // -- list and detail ---------------------------------------------------------------------------------------------
  const detail = () => $("#detail");
  const rows = () => $$("a[data-row]");
  const current = () => $("a[data-row][aria-current]");
  function mark() { // the row whose order stands in the address
    for (const link of rows()) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const title = $("#detail-body")?.dataset.title;
    if (title) document.title = `${title} · 回声`;
  }
  function move(step) {
    const all = rows(), inside = detail()?.contains(document.activeElement);
    const at = all.indexOf(inside ? current() : document.activeElement.closest("a[data-row]") || current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (!next) return $(step > 0 ? "a[rel=next]" : "a[rel=prev]")?.focus();
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
    if (inside) next.click();
  }
  function leave() { // Esc: one step out, never a loss
    const el = document.activeElement, dialog = $("dialog[open]");
    if (dialog) return dialog.close();
    const open = el.closest("details[open].menu, details[open].verb, details[open].reveal") || $("details.verb[open], details.menu[open]");
    if (open) { open.open = false; return $("summary", open).focus(); }
    if (typing(el)) return (el.closest("#detail") ? $("[data-focus]") : current() || rows()[0] || $("#main"))?.focus();
    if (detail()?.contains(el)) return (current() || $("#detail-close")).focus();
    if ($("#detail-close")) $("#detail-close").click();
  }
  document.addEventListener("change", async (event) => {
    const form = event.target.closest("form[data-live-filter]");
    if (!form || !event.target.matches("select:not([data-late] *)") || !window.htmx) return;
    const set = [...new FormData(form)].filter(([, value]) => value);
    const address = location.pathname + (set.length ? "?" + new URLSearchParams(set) : "");
    await htmx.ajax("GET", address, { target: "#list", select: "#list", swap: "outerHTML" });
    history.pushState({ htmx: true }, "", address);
    mark();
  });

  // -- keys --------------------------------------------------------------------------------------------------------
  let going = 0;
  document.addEventListener("keydown", (event) => {
    const el = document.activeElement, key = event.key;
    if (event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && key === "Enter" && el.form) { event.preventDefault(); return el.form.requestSubmit(); }
    if (event.ctrlKey || event.metaKey) return;
    if (key === "Escape") { event.preventDefault(); return leave(); }
    if (typing(el) || $("dialog[open]")) return;
    const act = (does) => { event.preventDefault(); does(); };
    const table = el.closest("[data-arrows]");
    if (table && key.startsWith("Arrow")) return act(() => arrows(el, key));
    if (going && Date.now() - going < 1500) {
      going = 0;
      const link = $(`[data-go="${CSS.escape(key)}"]`);
      if (link) return act(() => link.click());
    }
    if (key === "g") { going = Date.now(); return; }
    if (key === "/") return act(() => { const box = $("#search"); box?.focus(); box?.select(); });
    if (key === "?") return act(() => $("#keys")?.showModal());
    if (key === "j" || key === "k") return rows().length && act(() => move(key === "j" ? 1 : -1));
    if (key === "[" || key === "]") return $(key === "]" ? "a[rel=next]" : "a[rel=prev]")?.click();
    if (!detail()?.contains(el)) return;
    if (key === "c") return act(() => $("#detail [data-copy]")?.click());
    const verb = $(`#verbs [data-key="${CSS.escape(key)}"]`);
    if (verb) act(() => { verb.focus(); verb.click(); });
  });
  function arrows(el, key) {
    const cell = el.closest("td, th"), line = cell.parentElement, lines = $$("tr", line.closest("table"));
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key] || 0, down = { ArrowUp: -1, ArrowDown: 1 }[key] || 0;
    let at = lines.indexOf(line) + down, column = cell.cellIndex + sideways, link;
    for (; lines[at]?.cells[column]; at += down, column += sideways) if ((link = $("a", lines[at].cells[column]))) break;
    link?.focus();
    link?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // -- clicks --------------------------------------------------------------------------------------------------------
  async function copy(words) {
    try { await navigator.clipboard.writeText(words); } catch { // plain http in an office network has no clipboard
      const box = document.createElement("textarea");
      box.value = words;
      box.className = "sr";
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    say(`已复制 ${words}`);
  }
  function insert(button) { // words that stand ready go where one writes, or behind what is there; typed words stay
    const box = $("textarea", button.form), at = box.selectionEnd || box.value.length;
    box.focus();
    box.setSelectionRange(at, at);
    document.execCommand("insertText", false, document.getElementById(button.dataset.insert).textContent); // can be undone
  }
  document.addEventListener("click", (event) => {
    const el = event.target.closest("[data-copy], [data-insert], [data-theme-switch], [data-open-keys], [data-close-verb], [aria-disabled=true]");
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!el) return;
    if (el.matches("[aria-disabled=true]")) event.preventDefault();
    else if (el.dataset.copy) { const back = document.activeElement; copy(el.dataset.copy).then(() => back.focus()); }
    else if (el.dataset.insert) insert(el);
    else if (el.matches("[data-theme-switch]")) theme(true);
    else if (el.matches("[data-open-keys]")) { el.closest("details").open = false; $("#keys").showModal(); }
    else leave();
  });
  document.addEventListener("toggle", (event) => { // a verb's form opens with the cursor in its first field
    const verb = event.target;
    if (verb.matches?.("details.verb, details.reveal") && verb.open) {
      ($("[aria-invalid=true]", verb) || $("input:not([type=hidden]), textarea, select", verb))?.focus();
    }
  }, true);
  function theme(next) {
    const names = { "": "随系统", light: "亮", dark: "暗" }, order = ["", "light", "dark"], root = document.documentElement;
    let name = root.dataset.theme || "";
    if (next) {
      name = order[(order.indexOf(name) + 1) % 3];
      if (name) root.dataset.theme = name; else delete root.dataset.theme;
      document.cookie = `theme=${name}; path=/; max-age=31536000; samesite=lax`; // a cookie, so that the server draws it at once
    }
    for (const el of $$("[data-theme-word]")) el.textContent = names[name];
  }

  // -- what htmx brings ------------------------------------------------------------------------------------------------
  function ready(root = document) {
    for (const el of $$("[data-copy], [data-insert], [data-theme-switch], [data-open-keys], [data-close-verb]", root)) el.hidden = false;
    dismissible(document); // first: what was sent is no draft any more
    $$("form[data-draft]", root).forEach(restore);
    theme(false);
    tick();
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    ready();
    mark();
    if (target.id === "detail") {
      $("#detail-body")?.scrollTo(0, 0);
      // who went on to a field beside it meanwhile stays there
      if (!typing(document.activeElement) || target.contains(document.activeElement)) ($("[aria-invalid=true]", target) || $("[data-focus]", target))?.focus();
    } else if (document.activeElement === document.body && target.id !== "rehearsal") {
      ($("summary, a, button, input", document.getElementById(target.id) || target) || $("#main"))?.focus();
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (new URL(event.detail.xhr.responseURL || location.href, location.href).pathname === "/signin/") { // signed out meanwhile
      event.detail.shouldSwap = false;
      return location.reload(); // leads to the sign-in page and back here; drafts are kept
    }
    // else the old form, still there for a moment, shuts the new one of the same group
    $$("details.verb[open]").forEach((el) => el.removeAttribute("name"));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("form")) $("button:not([type=button])", form)?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => $$("[aria-busy]", event.detail.elt).forEach((el) => el.removeAttribute("aria-busy")));
  document.addEventListener("htmx:responseError", (event) => {
    const code = event.detail.xhr.status;
    if (code === 401 || code === 403) say("没有办成：登录可能已过期，请刷新页面重新登录；填过的内容还在。", "error");
    else say("没有办成：系统出错了，请过一会儿再试；填过的内容还在。", "error");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => event.detail.elt.id !== "rehearsal" && say("没有办成：网络不通或没有应答，请再试；填过的内容还在。", "error"));
  }
  addEventListener("beforeprint", () => $$("details[data-print]").forEach((el) => { el.open = true; }));

  ready();
  setInterval(tick, 20000);
  if (document.activeElement === document.body) $("#detail [data-focus]")?.focus({ preventScroll: true });
  current()?.closest("tr").scrollIntoView({ block: "nearest" });
})();
