/* The public site works without this: what is here spares a tap, a wait or some megabytes. */
(() => {
  "use strict";
  const one = (selector) => document.querySelector(selector);

  // a second tap on 提交 sends nothing (the server would take it as the same matter anyway)
  for (const button of document.querySelectorAll("[data-once]")) {
    button.form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter !== button) return;
      setTimeout(() => { button.disabled = true; button.textContent = "正在提交，请稍等…"; });
    });
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const print = one("#print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  // regions: a field to type in before the list
  const list = one("select[data-typeahead]");
  if (list && list.options.length > 12) {
    const all = [...list.options].map((option) => [option.value, option.textContent]);
    const finder = document.createElement("input");
    finder.className = "input finder";
    finder.type = "search";
    finder.autocomplete = "off";
    finder.placeholder = list.dataset.typeahead;
    finder.setAttribute("aria-label", "打字找地区");
    finder.setAttribute("aria-controls", list.id);
    list.before(finder);
    finder.addEventListener("input", () => {
      const typed = finder.value.trim(), chosen = list.value;
      const fitting = all.filter(([value, name], at) => at === 0 || value === chosen || name.includes(typed));
      list.replaceChildren(...fitting.map(([value, name]) => new Option(name.trim(), value, false, value === chosen)));
      const hits = fitting.filter(([value, name], at) => at > 0 && name.includes(typed));
      if (typed && hits.length) list.value = hits[0][0];
    });
  }

  // the position, only when its button is pressed
  const spot = one("#spot");
  if (spot && "geolocation" in navigator && window.isSecureContext) {
    const box = one("#spot-box"), take = one("#spot-take"), drop = one("#spot-drop"), said = one("#spot-said");
    const show = (words) => {
      said.textContent = words;
      take.hidden = Boolean(spot.value);
      drop.hidden = !spot.value;
    };
    box.hidden = false;
    show(spot.value ? "已附上手机定位。" : "");
    take.addEventListener("click", () => {
      show("正在定位…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          spot.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
          show(`已附上手机定位（误差约 ${Math.ceil(coords.accuracy)} 米）。`);
          drop.focus();
        },
        () => show("没有定到位，请用文字写地点。"),
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
    drop.addEventListener("click", () => {
      spot.value = "";
      show("");
      take.focus();
    });
  }

  // photos: made smaller before they are sent, and sent as soon as they are chosen
  const LONG = 2000, SMALL = 900 * 1024;
  const smaller = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LONG / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  };
  const chooser = one("input[data-photos]");
  if (chooser && "createImageBitmap" in window && "DataTransfer" in window) {
    const more = one("[data-more]"), busy = one("#files-busy");
    if (more) more.hidden = true;
    chooser.addEventListener("change", async () => {
      if (!chooser.files.length) return;
      busy.textContent = "正在整理照片…";
      const bag = new DataTransfer();
      for (const file of chooser.files) bag.items.add(await smaller(file).catch(() => file));
      chooser.files = bag.files;
      busy.textContent = more ? "正在上传，请稍等…" : "";
      if (more) {
        more.hidden = false;
        chooser.form.requestSubmit(more);
      }
    });
  }
})();
