// Bulk selection: counts what is ticked, shows the bar only then; [data-all] ticks all; Shift ticks a range.
// A box belongs to its form by standing in it or by its form attribute, so rows may hold forms of their own.

let last = null;

const boxes = (form) => [...form.elements].filter((box) => box.matches("input[type=checkbox][name]:not([data-all])"));

function show(form) {
  const bar = form.querySelector("[data-selection]");
  if (!bar) return;
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const words = bar.querySelector("[data-chosen]");
  words.textContent = chosen === 1 ? words.dataset.one : words.dataset.many.replace("#", chosen);
  bar.hidden = chosen === 0;
  for (const box of [...form.elements].filter((one) => one.matches("[data-all]"))) {
    box.checked = chosen > 0 && chosen === all.length;
    box.indeterminate = chosen > 0 && chosen < all.length;
  }
}

function range(form, to) {
  const all = boxes(form);
  const [from, until] = [all.indexOf(last), all.indexOf(to)].sort((a, b) => a - b);
  if (from >= 0) for (const box of all.slice(from, until + 1)) box.checked = to.checked;
}

document.addEventListener("click", (event) => {
  const box = event.target;
  const form = box.matches?.("input[type=checkbox]") && box.form;
  if (!form || !form.querySelector("[data-selection]")) return;
  if (box.matches("[data-all]")) for (const other of boxes(form)) other.checked = box.checked;
  else if (event.shiftKey && last?.form === form) range(form, box);
  last = box;
  show(form);
});

function prepare(root) {
  for (const bar of root.querySelectorAll("[data-selection]")) if (bar.closest("form")) show(bar.closest("form"));
}

document.addEventListener("assay:new", () => prepare(document));
addEventListener("pageshow", () => prepare(document));
