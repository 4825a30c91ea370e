// The supervisor's desk: digits choose how to press, Enter sends, x ticks. Everything also works by mouse.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  function count() {
    const said = $("[data-picked]"), n = $$("input[name=order]:checked").length;
    if (said) said.textContent = n ? `已选 ${n} 件` : "勾选几件";
    $("#bulk")?.classList.toggle("set", n > 0);
  }
  function choose(key) {
    const way = $(`#dock [data-choice="${CSS.escape(key)}"]:not(:disabled)`);
    if (!way) return false;
    way.checked = true;
    $("#dock [data-send]")?.focus();
    return true;
  }
  function tick() {
    const row = document.activeElement.closest?.("tr[id^=row-]") || $("a[data-row][aria-current]")?.closest("tr");
    const box = row && $("input[name=order]", row);
    if (!box) return false;
    box.checked = !box.checked;
    count();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (typing(document.activeElement) || $("dialog[open]")) return;
    let did = false;
    if (/^[1-9]$/.test(event.key)) did = choose(event.key);
    else if (event.key === "x") did = tick();
    else if (event.key === "X" && $("#bulk-words")) { $("#bulk-words").focus(); did = true; }
    if (did) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("change", (event) => { if (event.target.matches("input[name=order]")) count(); });
  document.addEventListener("htmx:afterSettle", count);
  count();
})();
