// 回声: the leader's pages and the wall. Both are read without this file.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // -- a leader's page: an instruction opens with the cursor in its words, Esc closes it ------------------------------
  document.addEventListener("toggle", (event) => {
    const one = event.target;
    if (one.matches?.("details.lead-instruct") && one.open) $("textarea", one)?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.activeElement?.closest("details.lead-instruct[open]");
    if (!open) return;
    open.open = false;
    $("summary", open).focus();
    event.stopImmediatePropagation();
  }, true);

  const print = $("[data-print-now]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // -- the wall: a small fetch every ten seconds; old data and an ended login are said, never hidden -------------------
  const wall = $("#wall[data-wall]");
  if (!wall) return;
  const trouble = $("#trouble"), every = 10000;
  let last = Date.now(), over = false;
  function say(words) {
    if (trouble.textContent !== words) trouble.textContent = words;
    trouble.hidden = !words;
    document.body.classList.toggle("old", Boolean(words));
  }
  function age() {
    if (over) return;
    const seconds = Math.floor((Date.now() - last) / 1000);
    if (seconds < 30) return say("");
    say(`数据停在 ${seconds < 120 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分钟`}前：网络或系统没有应答，正在重试`);
  }
  async function refresh() {
    try {
      const answer = await fetch(wall.dataset.wall, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.redirected || answer.status === 403) {
        over = true;
        say("这块屏幕的登录已经结束，下面是旧数据。请重新登录：按回车键。");
        return;
      }
      if (answer.ok) {
        wall.innerHTML = await answer.text(); // our own template, with everything escaped
        last = Date.now();
        if (over) over = false;
      }
    } catch { /* no network: the age of the data says so */ }
    age();
  }
  document.addEventListener("keydown", (event) => {
    if (over && event.key === "Enter") location.assign(wall.dataset.signin);
  });
  setInterval(() => { if (!over) refresh(); }, every);
  setInterval(age, 1000);
})();
