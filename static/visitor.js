// Answers by single keys (data-press), Enter records (form[data-enter]); for visits the line that says what will be recorded.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const typing = (el) => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  const form = $("#visit-form"), sends = $("form[data-enter]"), line = $("[data-then]");
  const value = (name) => $(`input[name="${name}"]:checked`, form)?.value || "";
  const said = (name) => $(`input[name="${name}"]:checked`, form)?.parentElement.querySelector("[data-said]").textContent || "";
  const judged = ["solved", "grade", "process", "contacted"];

  function then() { // the same table as the server's: lifecycle/visits/rules.next_state
    const outcome = value("outcome"), told = form.dataset;
    if (outcome === "unanswered") return told.thenUnanswered;
    if (outcome === "declined") return told.thenDeclined;
    if (value("grade") === "unsatisfied") return told.thenUnsatisfied;
    if (["partly", "no"].includes(value("solved"))) return told.thenDecision;
    return value("solved") || value("grade") ? told.thenClosed : "";
  }
  function tell() {
    if (!line) return;
    const follows = then(), words = ["outcome", ...judged].map((name) => (name === "process" && said(name) ? "服务" : "") + said(name));
    const chosen = words.filter(Boolean).join("、");
    line.textContent = !chosen ? "还没有选。" : follows ? `将记录：${chosen} → ${follows}` : `${chosen}：还要选“是否解决”或“满意度”。`;
    line.classList.toggle("ready", Boolean(follows));
  }
  function pick(input) {
    const again = input.checked;
    input.checked = !again; // the same key once more takes it back
    settle(input);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function settle(input) {
    if (!form) return;
    const reached = $('input[name="outcome"][value="reached"]', form);
    if (judged.includes(input.name) && input.checked) reached.checked = true;
    if (input.name === "outcome" && input.checked && input.value !== "reached") {
      for (const one of form.querySelectorAll('input[type="radio"]')) if (one.name !== "outcome") one.checked = false;
    }
    tell();
  }
  if (sends) {
    sends.addEventListener("submit", (event) => { // twice pressed is once recorded
      if (sends.dataset.sent) event.preventDefault();
      sends.dataset.sent = "1";
    });
    addEventListener("pageshow", () => { delete sends.dataset.sent; tell(); });
  }
  if (form) {
    form.addEventListener("change", (event) => { if (event.target.matches("input[type=radio]")) settle(event.target); });
    setTimeout(tell); // after a draft was put back
  }

  let going = 0;
  document.addEventListener("keydown", (event) => {
    const el = document.activeElement, key = event.key;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (typing(el) || $("dialog[open]")) return;
    if (going && Date.now() - going < 1500) { going = 0; return; }
    if (key === "g") { going = Date.now(); return; }
    if (key === "Enter") {
      if (!sends || el.matches("button, a, summary") || el.closest("details")) return;
      event.preventDefault();
      return sends.requestSubmit();
    }
    const one = $(`[data-press="${CSS.escape(key)}"]`);
    if (!one) return;
    event.preventDefault();
    if (one.matches("input[type=radio]")) return pick(one);
    if (one.matches("textarea")) return one.focus();
    one.focus();
    one.click();
  });
})();
