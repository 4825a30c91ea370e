// The dispatcher's desk: digits choose, Enter sends, x ticks. Everything also works by mouse and without this file.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  function choose(key) {
    const one = $(`#dock [data-choice="${CSS.escape(key)}"]`);
    if (!one) return false;
    if (one.matches("form")) {
      $("textarea", one)?.focus();
      return true;
    }
    if (one.matches("select")) {
      one.focus();
      return true;
    }
    one.click(); // its due times follow
    $("#dock [data-send]")?.focus();
    return true;
  }

  function coHandlers(radio) { // the catalogue's co-handlers come with its unit
    const codes = (radio.dataset.co || "").split(",");
    for (const box of $$("#dock input[name=co_units]")) box.checked = codes.includes(box.value);
  }

  function tick() {
    const row = document.activeElement.closest?.("tr[id^=row-]") || $("a[data-row][aria-current]")?.closest("tr");
    const box = row && $("input[name=order]:not(:disabled)", row);
    if (!box) return false;
    box.checked = !box.checked;
    count();
    return true;
  }

  function count() {
    const said = $("[data-picked]"), n = $$("input[name=order]:checked").length;
    if (said) said.textContent = n ? `已选 ${n} 件` : "勾选几件";
    $("#bulk")?.classList.toggle("set", n > 0);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (typing(document.activeElement) || $("dialog[open]")) return;
    const key = event.key;
    let did = false;
    if (/^[0-9]$/.test(key)) did = choose(key);
    else if (key === "x") did = tick();
    else if (key === "X" && $$("input[name=order]:checked").length) { $("#bulk-unit")?.focus(); did = true; }
    if (did) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  document.addEventListener("change", (event) => {
    const el = event.target;
    if (el.matches("input[name=order]")) count();
    if (el.matches("#dock input[data-co]")) coHandlers(el);
    if (el.matches("#dock select[name=other]")) { const other = $("#unit-other"); if (other) other.checked = !!el.value || other.checked; }
  });
  document.addEventListener("htmx:afterSettle", () => {
    count();
    const body = $("#list tbody");
    if (body && !body.rows.length) location.reload(); // the page is worked off: the next one comes
  });
  count();
})();
