// The knowledge base: found as one types, by keys; for agents under F3, and an answer taken into the form of a new order.
// Without it the list is found by its button, and articles are read in windows of their own.
(() => {
  "use strict";
  const $ = (what, within = document) => within.querySelector(what);
  const $$ = (what, within = document) => [...within.querySelectorAll(what)];
  const form = $("form[data-intake]"), answer = form && $("#f-answer"), cited = $("#kb-cited");

  // -- an answer into the form ------------------------------------------------------------------------------------
  function cite(key, title) { // said with the matter: which articles it was answered by
    if (!form || !cited || $$("input[name=article]", cited).some((one) => one.value === key)) return;
    const mark = document.createElement("span"), input = document.createElement("input"), off = document.createElement("button");
    mark.className = "mark";
    mark.textContent = `引用 ${title} `;
    Object.assign(input, { type: "hidden", name: "article", value: key });
    Object.assign(off, { type: "button", className: "button bare", textContent: "不引用" });
    off.dataset.uncite = "";
    mark.append(input, off);
    cited.append(mark);
  }
  function take(button) {
    const plain = button.parentElement.querySelector("template").content.textContent.trim();
    const before = answer.value.trim();
    if (!before.includes(plain)) answer.value = before ? `${before}\n${plain}` : plain;
    answer.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept, the limit counted
    cite(button.dataset.take, button.dataset.title);
    answer.focus();
    answer.setSelectionRange(answer.value.length, answer.value.length);
  }
  function shows() { if (form) for (const one of $$("[data-take], [data-uncite]")) one.hidden = false; }
  document.addEventListener("htmx:afterSettle", shows);
  shows();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]"), off = event.target.closest("[data-uncite]");
    if (button && form) { take(button); dialog?.close(); }
    else if (off) { off.closest(".mark").remove(); answer.focus(); }
  });

  // -- the list under the words: arrows choose, Enter opens ---------------------------------------------------------
  function arrows(event, field, found) {
    const links = $$("[data-hit]", found), at = links.findIndex((one) => one.closest("li").classList.contains("at"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!links.length) return null;
      event.preventDefault();
      const next = at < 0 ? (event.key === "ArrowDown" ? 0 : links.length - 1) : (at + (event.key === "ArrowDown" ? 1 : links.length - 1)) % links.length;
      links.forEach((one, no) => one.closest("li").classList.toggle("at", no === next));
      links[next].closest("li").scrollIntoView({ block: "nearest" });
      let said = $("#kb-at");
      if (!said) { said = document.createElement("p"); said.id = "kb-at"; said.className = "sr"; said.setAttribute("role", "status"); field.after(said); }
      said.textContent = links[next].textContent;
      return null;
    }
    return event.key === "Enter" && !event.isComposing ? links[Math.max(at, dialogOpen() ? 0 : -1)] || null : null;
  }
  const dialog = $("#kb"), dialogOpen = () => Boolean(dialog?.open);
  const list = $("form[data-find]");
  if (list) $("input[name=q]", list).addEventListener("keydown", (event) => {
    const link = arrows(event, event.target, $("#found"));
    if (link) { event.preventDefault(); link.click(); }
  });

  // -- under F3 -----------------------------------------------------------------------------------------------------
  if (!dialog) return;
  const field = $("#kb-q", dialog), found = $("#kb-found", dialog);
  if (form) $("[data-kb-enter]", dialog).textContent = "用作答复";
  function open() {
    const chosen = String(getSelection() || "").trim().slice(0, 40);
    if (chosen) field.value = chosen;
    dialog.showModal();
    field.focus();
    field.select();
    if (chosen) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.addEventListener("keydown", (event) => {
    const link = arrows(event, field, found);
    if (!link) return;
    event.preventDefault();
    const button = form && !event.altKey && $("[data-take]", link.closest("li")); // what is internal is read, not said
    if (button) { take(button); dialog.close(); answer.focus(); }
    else window.open(link.href, "_blank", "noopener");
  });
  addEventListener("keydown", (event) => {
    if (event.key === "F3" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (!$("dialog[open]")) open();
    } else if (form && event.altKey && !event.ctrlKey && ["KeyQ", "KeyW", "KeyR"].includes(event.code)) {
      const button = $$("#beside [data-take]")["QWR".indexOf(event.code[3])];
      if (button) { event.preventDefault(); take(button); }
    }
  }, true);
})();
