"use strict";
(() => {
  const main = document.querySelector("main");
  const cards = Array.from(document.querySelectorAll("article[data-record]"));
  const progress = document.getElementById("progress");
  const problem = document.getElementById("problem");
  const name = "melange-label " + main.dataset.store;
  const keys = { r: "right", w: "wrong", n: "nil", s: "skip" };
  let state = { answers: {}, history: [] };

  function load() {
    try {
      state = JSON.parse(localStorage.getItem(name)) || state;
    } catch (e) {
      problem.textContent = "This browser does not keep the answers. Download them before you close the page.";
    }
  }

  function save() {
    try {
      localStorage.setItem(name, JSON.stringify(state));
    } catch (e) {
      problem.textContent = "This browser does not keep the answers. Download them before you close the page.";
    }
  }

  function show() {
    cards.forEach((card, i) => {
      const answer = state.answers[i];
      card.querySelector(".answer").textContent = answer ? "Answer: " + answer : "";
      card.toggleAttribute("data-answered", Boolean(answer));
      for (const button of card.querySelectorAll("button[data-answer]")) {
        button.setAttribute("aria-pressed", String(button.dataset.answer === answer));
      }
    });
    progress.textContent = Object.keys(state.answers).length + " of " + cards.length + " answered";
  }

  function answer(card, value) {
    const at = cards.indexOf(card);
    state.history.push([at, state.answers[at] || ""]);
    state.answers[at] = value;
    save();
    show();
    const open = (i) => !state.answers[i];
    const later = cards.findIndex((c, i) => i > at && open(i));
    const next = later >= 0 ? later : cards.findIndex((c, i) => open(i));
    focus(cards[next >= 0 ? next : at]);
  }

  function undo() {
    const last = state.history.pop();
    if (!last) {
      return;
    }
    if (last[1] === "") {
      delete state.answers[last[0]];
    } else {
      state.answers[last[0]] = last[1];
    }
    save();
    show();
    focus(cards[last[0]]);
  }

  function focus(card) {
    for (const other of cards) {
      other.tabIndex = other === card ? 0 : -1;
    }
    card.focus();
    card.scrollIntoView({ block: "nearest" });
  }

  /** The link that has the focus, or else the first without an answer. */
  function current() {
    const focused = document.activeElement && document.activeElement.closest("article");
    return focused || cards.find((card, i) => !state.answers[i]) || cards[0];
  }

  function move(step) {
    const focused = document.activeElement && document.activeElement.closest("article");
    const at = focused ? cards.indexOf(focused) + step : cards.indexOf(current());
    focus(cards[Math.min(Math.max(at, 0), cards.length - 1)]);
  }

  function download() {
    const lines = cards.map((card, i) => card.dataset.record + (state.answers[i] || ""));
    const text = [main.dataset.header].concat(lines).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    link.download = main.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function typed(input) {
    const qid = input.value.trim().toUpperCase();
    if (/^Q[1-9][0-9]*$/.test(qid)) {
      input.value = "";
      problem.textContent = "";
      answer(input.closest("article"), qid);
    } else {
      problem.textContent = "A QID is Q and a number, such as Q64.";
    }
  }

  function onKey(event) {
    const target = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (target.closest("input")) {
      if (event.key === "Enter") {
        event.preventDefault();
        typed(target);
      } else if (event.key === "Escape") {
        focus(target.closest("article"));
      }
      return;
    }
    const card = current();
    const inside = target.closest("article");
    const steps = { j: 1, k: -1, ArrowDown: inside ? 1 : 0, ArrowUp: inside ? -1 : 0 };
    const candidate = /^[1-9]$/.test(event.key) && card ? card.querySelectorAll(".candidates button")[event.key - 1] : null;
    if (!card) {
      return;
    } else if (keys[event.key]) {
      answer(card, keys[event.key]);
    } else if (candidate) {
      answer(card, candidate.dataset.answer);
    } else if (steps[event.key]) {
      move(steps[event.key]);
    } else if (event.key === "u") {
      undo();
    } else if (event.key === "d") {
      download();
    } else if (event.key === "q") {
      focus(card);
      card.querySelector("input").focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-answer]");
    if (button) {
      answer(button.closest("article"), button.dataset.answer);
    }
  });
  document.getElementById("undo").addEventListener("click", undo);
  document.getElementById("download").addEventListener("click", download);
  document.addEventListener("keydown", onKey);
  load();
  show();
  if (cards.length > 0) {
    current().tabIndex = 0;
  }
})();
