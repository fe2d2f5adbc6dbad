"use strict";
(() => {
  const cards = Array.from(document.querySelectorAll("article[data-kinds]"));
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const visible = () => cards.filter((card) => !card.parentElement.hidden);

  function filter() {
    const kind = form.elements.kind.value;
    const image = form.elements.image.value;
    for (const card of cards) {
      const fits = card.dataset.kinds.split(" ").includes(kind) && (image === "" || card.dataset.image === image);
      card.parentElement.hidden = !fits;
    }
    const count = visible().length;
    shown.textContent = count === 1 ? "1 link" : `${count} links`;
    rove();
  }

  /** Exactly one visible link can be reached with the tab key. */
  function rove(current) {
    const all = visible();
    const stop = current || all[0];
    for (const card of cards) {
      card.tabIndex = card === stop ? 0 : -1;
    }
  }

  function move(step) {
    const all = visible();
    if (all.length === 0) {
      return;
    }
    const at = all.findIndex((card) => card.contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    rove(all[next]);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, select, textarea")) {
      return;
    }
    const card = target.closest("article");
    const steps = { j: 1, k: -1, ArrowDown: card ? 1 : 0, ArrowUp: card ? -1 : 0 };
    if (steps[event.key]) {
      event.preventDefault();
      move(steps[event.key]);
    } else if (card && event.key === "o") {
      const details = card.querySelector("details");
      if (details) {
        details.open = !details.open;
      }
    }
  }

  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", onKey);
  filter();
})();
