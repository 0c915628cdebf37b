// Texts grow as they are typed (CSS does it where it can); <textarea data-count> counts quietly and speaks from 350 characters.
// The sentence for long texts comes from the page: data-long on the textarea or on <body>.

const LONG = 350;
const native = CSS.supports("field-sizing", "content");

function grow(area) {
  if (native) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function counter(area) {
  const found = area.nextElementSibling;
  if (found?.matches(".count")) return found;
  const made = document.createElement("p");
  made.className = "count";
  area.after(made);
  return made;
}

function count(area) {
  const length = [...area.value].length;
  const long = length >= LONG;
  const shown = counter(area);
  const words = area.dataset.long || document.querySelector("[data-long-words]")?.dataset.longWords || "";
  const text = length ? `${length}${long && words ? ` · ${words}` : ""}` : "";
  if (shown.textContent !== text) shown.textContent = text;
  if (shown.classList.toggle("long", long) !== (shown.getAttribute("role") === "status")) {
    if (long) shown.setAttribute("role", "status"); else shown.removeAttribute("role");
  }
}

function prepare(root) {
  root.querySelectorAll("textarea").forEach(grow);
  root.querySelectorAll("textarea[data-count]").forEach(count);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("textarea")) return;
  grow(event.target);
  if (event.target.matches("[data-count]")) count(event.target);
});
document.addEventListener("assay:new", (event) => prepare(event.detail));
prepare(document);
