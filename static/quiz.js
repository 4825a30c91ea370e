// A quiz at the screen: one question at a time by keys, each choice kept at once; and the looking through before it.
// Without it the sheet is one long form that is handed in at its end.
(() => {
  "use strict";
  const $ = (what, within = document) => within.querySelector(what);
  const $$ = (what, within = document) => [...within.querySelectorAll(what)];
  const quiet = (event) => event.ctrlKey || event.altKey || event.metaKey || event.isComposing || $("dialog[open]");

  // -- looked through: y finds it good, x draws another; j and k go to the next and the one before ------------------
  if ($("[data-quiz-look]")) {
    const all = $$("[data-question]");
    let at = Math.max(all.findIndex((one) => `#${one.id}` === location.hash), 0);
    if (location.hash && all[at].classList.contains("approved")) at = Math.max(all.findIndex((one, no) => no > at && !one.classList.contains("approved")), at);
    const go = (to) => { at = Math.min(Math.max(to, 0), all.length - 1); all[at].focus(); all[at].scrollIntoView({ block: "center" }); };
    if (location.hash) go(at);
    addEventListener("keydown", (event) => {
      if (quiet(event) || event.target.matches("input, select, textarea")) return;
      const act = { j: () => go(at + (document.activeElement === all[at] ? 1 : 0)), k: () => go(at - 1), y: () => $("[data-approve]", all[at])?.click(), x: () => $("[data-swap]", all[at])?.click() }[event.key];
      if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
    }, true);
  }

  // -- the sheet ----------------------------------------------------------------------------------------------------
  const form = $("form[data-quiz]");
  if (!form) return;
  const questions = $$("[data-question]", form), numbers = $$("[data-go]", form), said = $("[data-said]", form);
  const told = Date.parse(document.body.dataset.now), lag = Number.isNaN(told) ? 0 : told - Date.now();
  const ends = Date.parse(form.dataset.ends), left = $("[data-left]", form), token = $("[name=csrfmiddlewaretoken]", form).value;
  const unsaved = new Map();
  let at = 0, saving = false, leaving = false;
  const chosen = (one) => $("input:checked", one);

  function show(to) {
    at = Math.min(Math.max(to, 0), questions.length - 1);
    questions.forEach((one, no) => { one.hidden = no !== at; });
    numbers.forEach((one, no) => one.toggleAttribute("aria-current", no === at));
    (chosen(questions[at]) || $("input", questions[at])).focus();
    $("[data-back]", form).disabled = at === 0;
    $("[data-next]", form).firstChild.textContent = at === questions.length - 1 ? "看看还有没有没答的 " : "下一题 ";
  }
  function next() {
    if (at < questions.length - 1) return show(at + 1);
    const open = questions.findIndex((one) => !chosen(one));
    if (open >= 0) show(open); else { say("都答完了，可以交卷。"); $("[data-hand-in]", form).focus(); }
  }
  function say(words) { said.textContent = words; }
  function count() { $("[data-answered]", form).textContent = questions.filter(chosen).length; }

  async function save() { // one after the other; what fails is tried again, and the page says so
    if (saving) return;
    saving = true;
    while (unsaved.size) {
      const [no, n] = unsaved.entries().next().value;
      try {
        const body = new URLSearchParams({ no, chosen: n, csrfmiddlewaretoken: token });
        const answer = await fetch(form.dataset.quiz, { method: "POST", body, redirect: "error" });
        if (answer.status === 422) { unsaved.clear(); say(await answer.text()); break; }
        if (!answer.ok) throw new Error(String(answer.status));
        if (unsaved.get(no) === n) unsaved.delete(no);
        say("已存");
      } catch {
        say("没有存上，正在重试……");
        await new Promise((done) => setTimeout(done, 2000));
      }
    }
    saving = false;
  }
  form.addEventListener("change", (event) => {
    const one = event.target.closest("[data-question]");
    if (!one) return;
    unsaved.set(one.dataset.question, event.target.value);
    numbers[questions.indexOf(one)].classList.add("answered");
    count();
    save();
  });
  form.addEventListener("submit", (event) => {
    const open = questions.filter((one) => !chosen(one)).length;
    if (!leaving && open && !confirm(`还有 ${open} 题没有答，确定交卷吗？`)) event.preventDefault();
    else leaving = true;
  });
  addEventListener("beforeunload", (event) => { if (unsaved.size && !leaving) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if (quiet(event) || event.target.matches("#search, textarea")) return;
    const keys = { Enter: next, ArrowRight: next, ArrowLeft: () => show(at - 1) };
    const n = /^[1-4]$/.test(event.key) ? Number(event.key) : 0;
    if (n) {
      const box = $$("input", questions[at])[n - 1];
      if (box && !box.checked) { box.checked = true; box.dispatchEvent(new Event("change", { bubbles: true })); }
      box?.focus();
    } else if (!keys[event.key] || (event.key === "Enter" && event.target.matches("button, a, summary"))) return;
    else keys[event.key]();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  numbers.forEach((one, no) => one.addEventListener("click", () => show(no)));
  $("[data-back]", form).addEventListener("click", () => show(at - 1));
  $("[data-next]", form).addEventListener("click", next);
  for (const one of $$("[data-pick], [data-back], [data-next]", form)) one.hidden = false;

  async function timeUp() { // the page stays until the sheet is in: without the net it is tried again
    leaving = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.type === "opaqueredirect") location.replace(location.pathname); else form.submit();
    } catch {
      say("没有交上，正在重试……");
      setTimeout(() => { leaving = false; }, 2000);
    }
  }
  function tick() {
    const seconds = Math.max(Math.round((ends - Date.now() - lag) / 1000), 0), two = (n) => String(n).padStart(2, "0");
    left.textContent = `，还剩 ${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    left.dataset.clock = seconds < 300 ? "late" : "plenty";
    if (!seconds && !leaving) timeUp();
  }
  setInterval(tick, 1000);
  tick();
  count();
  show(Math.max(questions.findIndex((one) => !chosen(one)), 0)); // after a reload where it was left
})();
