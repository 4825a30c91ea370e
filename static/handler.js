// 本单位: signing for several, files looked at before they are sent, the groups kept up with what is done beside them.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  const picks = () => $$("#groups input[name=pick]");

  // -- several at once -----------------------------------------------------------------------------------------------
  function counted() {
    const chosen = picks().filter((box) => box.checked).length, button = $("[data-sign]");
    if (!button) return;
    button.disabled = !chosen;
    button.textContent = chosen ? `签收选中的 ${chosen} 件` : "签收选中的";
  }
  document.addEventListener("change", (event) => { if (event.target.name === "pick") counted(); });
  document.addEventListener("keydown", (event) => {
    const el = document.activeElement;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || typing(el) || $("dialog[open]") || $("#detail")?.contains(el)) return;
    if (event.key === "x") {
      const box = $("input[name=pick]", el.closest("tr") || document.createElement("i"));
      if (box) { event.preventDefault(); box.checked = !box.checked; counted(); }
    } else if (event.key === "S") {
      const button = $("[data-sign]");
      if (button && !button.disabled) { event.preventDefault(); button.click(); }
    }
  });

  // -- what is done beside the groups moves an order from one to another ------------------------------------------------
  let waiting = 0;
  async function refresh() {
    const kept = new Set(picks().filter((box) => box.checked).map((box) => box.value));
    const top = $("#groups").scrollTop;
    await htmx.ajax("GET", $(".desk").dataset.listUrl, { target: "#groups", swap: "outerHTML" });
    for (const box of picks()) box.checked = kept.has(box.value);
    $("#groups").scrollTop = top;
    counted();
  }
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(refresh, 50); };
  document.addEventListener("unit-moved", soon);
  document.addEventListener("htmx:oobBeforeSwap", (event) => { // a stale act: the order's own page answers, with its list's row
    if (!event.detail.target?.closest?.("#groups")) return;
    event.detail.shouldSwap = false;
    soon();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "detail") return;
    const close = $("#detail-close"); // a refused act: the order's own page answers, which knows another list
    if (close) close.href = $(".desk").dataset.listUrl;
    back();
    if ($("#verbs [name=sure]")) $("#verbs .with-hints textarea")?.focus(); // held back: on with the words
  });

  // -- files: a form that comes back refused for another field has lost its files; they are put in again ----------------
  const sent = new Map();
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") sent.set(event.target.id, event.target.files);
  });
  function back() {
    const inputs = new Map($$("#detail input[type=file]").map((input) => [input.id, input]));
    for (const [id, files] of sent) {
      const input = inputs.get(id);
      if (input?.closest("details")?.open && !input.matches("[aria-invalid=true]")) input.files = files; // kept: it may come back again
      else sent.delete(id);
    }
  }
  counted();
})();
