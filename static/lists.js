// Lists: ticks by keys and mouse, the bar for many, how many stand in each view. All of it works without, by the form.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const ticks = () => $$("#list [data-pick]");
  const ticked = () => ticks().filter((el) => el.checked);
  let last = ""; // the order ticked last: where a range begins

  function follow() { // the bar says how many, and is there only for them
    const bar = $("#many"), count = ticked().length;
    if (!bar) return;
    bar.hidden = !count;
    $("[data-pick-none]", bar).hidden = false;
    $("[data-many-count]", bar).textContent = `已勾选 ${count} 件`;
    const all = $("[data-pick-all]"), box = all && $("input", all);
    if (!box) return;
    all.hidden = false;
    box.checked = count > 0 && count === ticks().length;
    box.indeterminate = count > 0 && !box.checked;
  }
  const row = (el) => el.closest("tr");
  function set(el, on) { el.checked = on; last = row(el).id; follow(); }
  function range(to, on) { // from the last one ticked to here
    const all = ticks(), from = all.findIndex((el) => row(el).id === last), end = all.indexOf(to);
    if (from < 0) return set(to, on);
    for (const el of all.slice(Math.min(from, end), Math.max(from, end) + 1)) el.checked = on;
    last = row(to).id;
    follow();
  }
  const here = () => {
    const link = document.activeElement.closest?.("#list tr")?.querySelector("a[data-row]") || $("#list a[data-row][aria-current]");
    return link && $("[data-pick]", row(link));
  };
  function all(on) { for (const el of ticks()) el.checked = on; follow(); }

  document.addEventListener("click", (event) => {
    const el = event.target;
    if (el.matches?.("[data-pick]")) return event.shiftKey ? range(el, el.checked) : set(el, el.checked);
    if (el.matches?.("[data-pick-all] input")) return all(el.checked);
    if (el.closest?.("[data-pick-none]")) { all(false); ($("#list a[data-row][aria-current]") || $("#list a[data-row]"))?.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    const el = document.activeElement;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (el.matches("input:not([type=checkbox]), textarea, select") || el.closest("#detail, details.menu[open]")) return;
    const act = { x: () => { const box = here(); if (box) set(box, !box.checked); },
      X: () => { const box = here(); if (box) range(box, true); },
      a: () => all(ticked().length < ticks().length) }[event.key];
    if (!act || !ticks().length) return;
    event.preventDefault();
    act();
  });

  let asked = 0;
  async function counts() { // beside the page, so that nobody waits for them
    const nav = $(".view-tabs[data-counts]");
    if (!nav || nav.dataset.counted) return;
    nav.dataset.counted = "1";
    const mine = ++asked;
    try {
      const answer = await fetch(nav.dataset.counts, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const found = (await answer.json()).counts;
      for (const tab of $$("[data-view]", nav)) {
        const count = found[tab.dataset.view];
        if (count !== undefined) $(".count", tab).textContent = count;
      }
    } catch { /* a number beside a word: the page is whole without it */ }
  }
  function ready() { follow(); counts(); $(".view-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  document.addEventListener("htmx:afterSettle", ready);
  addEventListener("pageshow", ready); // ticks that the browser kept
  ready();
})();
