// The call bar and the form of a new order. Without it the page shows the bar as it was and the form sends as it is.
(() => {
  "use strict";
  const $ = (what, within = document) => within.querySelector(what);
  const $$ = (what, within = document) => [...within.querySelectorAll(what)];
  const bar = $("#callbar");
  if (!bar) return;

  // -- times that count up, by the server's clock -----------------------------------------------------------------
  const told = Date.parse(document.body.dataset.now), lag = Number.isNaN(told) ? 0 : told - Date.now();
  function clock(ms) {
    const s = Math.max(Math.floor(ms / 1000), 0), two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  }
  function tick() {
    if (shown()?.dataset.phase === "ringing") document.title = document.title === title ? `来电 · ${title}` : title;
    for (const el of $$("time[data-since]", bar)) {
      const past = Date.now() + lag - Date.parse(el.dateTime);
      el.textContent = clock(past);
      const limited = el.closest("[data-limit]");
      if (limited && Number(limited.dataset.limit)) limited.dataset.clock = past > 1000 * limited.dataset.limit ? "late" : "plenty";
    }
  }

  // -- the bar: asked for when the stream says so; without a stream every second and a half --------------------------
  const NAMES = { ringing: "来电", talk: "已接通", wrap: "已挂机，请整理" };
  const shown = () => $(".callbar-in", bar);
  const title = document.title;
  let before = "", asking = false, again = false, timer = 0, queue = 0;
  function noted() { // what changed is said, and an answered call opens its form
    const now = shown()?.dataset, key = now?.call ? `${now.call}:${now.phase}` : "";
    tick();
    if (now?.phase !== "ringing") document.title = title;
    if (key === before) return;
    before = key;
    const number = $(".call-number", bar)?.textContent || "";
    $("#call-said").textContent = key ? `${NAMES[now.phase]} ${number}` : "";
    if (now?.phase === "talk") open(now);
  }
  function opened(call) { // once in all windows: whoever comes back to another page isn't thrown out of it again
    const key = `huisheng:call:${document.body.dataset.seat}`;
    try {
      if (localStorage.getItem(key) === call) return true;
      localStorage.setItem(key, call);
    } catch { return true; }
    return false;
  }
  function open(now) {
    const here = location.pathname + location.search;
    if (document.hidden || here === now.open) return here === now.open && opened(now.call);
    if (!opened(now.call)) location.assign(now.open);
  }
  async function ask() {
    clearTimeout(timer);
    const told = document.body.dataset.stream === "open"; // live.js hears it
    timer = setTimeout(ask, told ? 15000 : document.hidden ? 4000 : 1500);
    again = asking || Boolean($("form.htmx-request", bar)); // the answer on its way may be older than what we heard
    if (again) return;
    asking = true;
    try {
      const headers = { "If-None-Match": `"${shown()?.dataset.tag || ""}"` };
      const answer = await fetch(bar.dataset.url, { headers, cache: "no-store", redirect: "error" });
      if (answer.status === 200) show(await answer.text());
    } catch { /* no network, or signed out: asked again; the page itself says so */ } finally { asking = false; }
    if (again) ask();
  }
  function show(text) {
    const held = bar.contains(document.activeElement) ? document.activeElement.textContent.trim() : "";
    const typing = document.activeElement?.id === "call-to", typed = $("#call-to", bar)?.value, panel = $(".call-on[open]", bar);
    bar.innerHTML = text;
    window.htmx?.process(bar);
    if (panel && $(".call-on", bar)) { // who hands a call on isn't interrupted by what the hall does
      $(".call-on", bar).open = true;
      $("#call-to", bar).value = typed;
      if (typing) $("#call-to", bar).focus();
    }
    if (held) ($$("button, a", bar).find((el) => el.textContent.trim() === held) || $("button, a", bar))?.focus();
    noted();
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target === bar) { noted(); if (again) ask(); } });
  document.addEventListener("huisheng:calls", (event) => { // the seat's own call at once; who waits, not all seats at once
    if (event.detail?.own !== false) ask();
    else queue ||= setTimeout(() => { queue = 0; ask(); }, 800 + 1600 * Math.random());
  });
  document.addEventListener("visibilitychange", ask);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const button = event.key === "F2" ? $("[data-open-call]", bar) : $(`[data-f="${CSS.escape(event.key)}"]`, bar);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  bar.addEventListener("toggle", (event) => { if (event.target.open && !$("input:focus", bar)) $("#call-to", bar)?.focus(); }, true);
  bar.addEventListener("keydown", (event) => { // before the frame's own: it closes the panel alone
    const panel = event.key === "Escape" && $(".call-on[open]", bar);
    if (!panel) return;
    event.stopPropagation();
    panel.open = false;
    $("summary", panel).focus();
  });
  setInterval(tick, 1000);
  noted();
  ask();

  // -- the form -----------------------------------------------------------------------------------------------------
  const form = $("form[data-intake]");
  if (!form) return;
  const words = $("#f-words"), heading = $("#f-title"), beside = $("#beside");
  if (!$("[aria-invalid=true]", form)) words.focus();
  // Ctrl Enter hands on, with Shift it answers: before the frame's own key, which knows no buttons
  addEventListener("keydown", (event) => {
    if (event.isComposing || !form.contains(document.activeElement)) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.requestSubmit($(`button[value=${event.shiftKey ? "answer" : "hand_on"}]`, form));
    } else if (event.altKey && /^[1-9]$/.test(event.key)) {
      const box = $$("[data-link]", beside)[event.key - 1];
      if (box) { event.preventDefault(); box.click(); }
    }
  }, true);
  // a heading nobody has written is the first clause of what was said
  let own = heading.value !== ""; // once touched it is the agent's, also when emptied
  const drafts = (words) => { heading.value = words; heading.closest(".field").toggleAttribute("data-drafted", words !== ""); };
  heading.addEventListener("input", (event) => {
    own ||= event.isTrusted;
    if (own) heading.closest(".field").removeAttribute("data-drafted");
  });
  let drafted = false; // by what was understood, which is better than the first clause
  words.addEventListener("input", () => {
    if (own || drafted) return;
    const told = words.value.trim().split(/[，,。；;！!？?\n]/).map((part) => part.trim()).filter((part) => part.length > 3);
    const clause = told.find((part) => !/^(我|本人)(是|叫|姓|住|家)/.test(part)) || told[0] || ""; // who he is, is no heading
    drafts(clause.slice(0, 40));
  });

  // -- what is understood of the words: proposals beside empty fields, for a person to take ------------------------
  const seen = $("#understood"), all = $("[data-take-all]", form), cleared = new Set();
  let sent = ""; // the words that the buttons on screen were made of: their offsets are of these
  const field = (name) => $(`[name="${name}"]`, form);
  const empty = (el) => (el.type === "checkbox" ? !el.checked : el.value.trim() === "");
  const chips = () => $$(".ghost", form).filter((chip) => !seen.contains(chip));
  function place() { // each chip to its field; one for the title only where a person has emptied it, or is about to write one
    drafted = Boolean($("[data-for=title]", seen));
    for (const chip of $$(":scope > [data-for]", seen)) {
      const el = field(chip.dataset.for);
      if (!el || cleared.has(el.name)) { chip.remove(); continue; }
      if (el === heading && !own && document.activeElement !== heading) { drafts(chip.dataset.value); chip.remove(); continue; }
      if (!empty(el)) { chip.remove(); continue; }
      el.closest(el.type === "checkbox" ? "fieldset" : ".field").append(chip);
      chip.hidden = false;
    }
    for (const mark of $$(".seen [data-for]", seen)) mark.hidden = !empty(field(mark.dataset.for)) || cleared.has(mark.dataset.for);
    for (const dial of $$("[data-dial]", seen)) dial.hidden = !$(".call-on", bar);
    count();
  }
  const most = () => chips().filter((chip) => chip.dataset.for !== "enterprise");
  function count() {
    const many = most().length;
    all.hidden = many < 2;
    $("span", all).textContent = `采用 ${many} 条建议`;
  }
  function put(el, value) {
    if (el.type === "checkbox") el.checked = true; else el.value = value;
    for (const name of ["input", "change"]) el.dispatchEvent(new Event(name, { bubbles: true }));
  }
  function take(chip) {
    const el = field(chip.dataset.for);
    const within = chip.contains(document.activeElement);
    chip.remove();
    if (empty(el)) {
      if (el === heading) own = true;
      put(el, chip.dataset.value);
      $("[data-taken]", form).textContent = chip.getAttribute("aria-label").replace("采用建议：", "已采用：");
    }
    if (within) el.focus();
    count();
  }
  const digits = (words) => words.replace(/[０-９]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replace(/[〇零○一幺二三四五六七八九]/g, (one) => "0001123456789"["〇零○一幺二三四五六七八九".indexOf(one)]).replace(/[^0-9]/g, "");
  function hide(button) { // into its own field, or masked; undone by Ctrl Z, for it is typed
    const { start, end, masked, hide: to } = button.dataset, raw = sent.slice(start, end);
    const moved = Math.max(Number(start) + words.value.length - sent.length, 0); // where something was typed before it
    const at = [Number(start), moved].find((place) => words.value.startsWith(raw, place)) ?? words.value.indexOf(raw);
    if (!raw || at < 0) return;
    if (to && empty(field(to))) put(field(to), to === "phone" ? digits(raw) : raw);
    words.focus();
    words.setSelectionRange(at, at + raw.length);
    if (!document.execCommand("insertText", false, masked)) words.setRangeText(masked, at, at + raw.length, "end");
    button.remove();
  }
  function dial(button) { // the panel opens with the number; the agent says which way
    const panel = $(".call-on", bar);
    if (!panel) return;
    panel.open = true;
    $("#call-to", panel).value = button.dataset.dial;
    $("#call-to", panel).focus();
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-for], [data-take-all], [data-hide], [data-dial]");
    if (!button) return;
    if (button.matches("[data-for]")) take(button);
    else if (button === all) most().forEach(take);
    else if (button.matches("[data-dial]")) dial(button);
    else hide(button);
  });
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !/^Key[A-Z]$/.test(event.code)) return;
    const button = $(`[data-letter="${event.code[3]}"]:not([hidden])`, form);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  form.addEventListener("input", (event) => { // what a person types stays, and so does what he empties
    const el = event.target, chip = el.name && $(`[data-for="${CSS.escape(el.name)}"]`, form);
    if (event.isTrusted && el.name && el !== words) cleared[empty(el) ? "add" : "delete"](el.name);
    if (chip && !empty(el)) { chip.remove(); count(); }
  });
  form.addEventListener("reset", () => { cleared.clear(); own = drafted = false; drafts(""); seen.replaceChildren(); chips().forEach((chip) => chip.remove()); count(); });
  seen.addEventListener("htmx:configRequest", (event) => {
    event.detail.said = words.value;
    if (!own) event.detail.parameters.title = ""; // nobody's words: drafted of what stood there before, it would tell of that
  });
  seen.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.shouldSwap) return; // nothing new, or it failed: the buttons stay, and so do their words
    sent = event.detail.requestConfig.said;
    chips().forEach((chip) => chip.remove());
  });
  seen.addEventListener("htmx:afterSettle", place);
  // what is beside the form follows a draft that was put back
  const follow = () => { for (const el of [beside, seen]) htmx.trigger(el, "refresh"); };
  if (words.value) window.htmx ? follow() : addEventListener("load", follow);
})();
