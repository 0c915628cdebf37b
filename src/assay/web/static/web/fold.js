// Long level texts of a compact ladder fold to two lines; "more" appears where something is folded away, and nowhere else.

const words = document.querySelector("[data-more-words]")?.dataset;

function button(text, open) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "rung-more link";
  made.textContent = words?.moreWords || "more";
  made.addEventListener("click", () => { open(); made.remove(); });
  text.after(made);
}

function folded(ladder) {
  for (const text of ladder.querySelectorAll(".rung-text:not(.open)")) {
    if (text.scrollHeight > text.clientHeight + 2 && !text.nextElementSibling) button(text, () => text.classList.add("open"));
  }
  if (ladder.matches(".fold-phone") && matchMedia("(max-width: 60rem)").matches && !ladder.nextElementSibling?.matches(".rung-more")) {
    button(ladder, () => { ladder.classList.add("open"); folded(ladder); });
    ladder.nextElementSibling.textContent = words?.allWords || "all four";
  }
}

function prepare(root) {
  root.querySelectorAll(".ladder.compact").forEach(folded);
}

document.addEventListener("assay:new", (event) => prepare(event.detail));
document.fonts.ready.then(() => prepare(document));
