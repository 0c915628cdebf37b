// Shortcuts are declared where they act: data-key="c" on a link or button, data-key-label where its text does not say enough.
// Inside a list of [data-row] a key acts on the row in focus. j, k and the arrows move, Enter opens [data-open], x ticks, / searches, ? lists.
// Within a form a key with Ctrl acts on that form alone. From the search box the arrow down leads to the first row, and from there the arrow up back into it.

const typing = (node) => node.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility?.() ?? true);
const here = () => document.activeElement?.closest("[data-row]");
const searches = () => document.querySelector("[data-search], input[type=search]");

function go(step) {
  const all = rows();
  if (!all.length) return false;
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(here()) + step))];
  const target = next.querySelector("[data-open]") || next;
  if (target === next) next.tabIndex = -1;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(target) {
  const menu = target.matches("details.menu > summary") && target.parentElement;
  if (menu) menu.querySelector(".menu-list :is(a, button)")?.click();
  else if (target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) target.focus();
  else target.click();
}

function keyed(key, form) {
  const scope = here();
  const named = [...document.querySelectorAll("[data-key]")].filter((node) => node.dataset.key === key && !node.disabled);
  const outside = form ? named.filter((node) => node.form === form) : named;
  return outside.find((node) => scope?.contains(node)) || outside.find((node) => !node.closest("[data-row]"));
}

const moves = {
  "/": () => { searches()?.focus(); searches()?.select(); return Boolean(searches()); },
  "?": () => list(),
  ArrowDown: () => go(1),
  ArrowUp: () => (here() && here() === rows()[0] ? moves["/"]() : go(-1)),
  j: () => go(1),
  k: () => go(-1),
  x: () => { const tick = here()?.querySelector("input[type=checkbox]"); tick?.click(); return Boolean(tick); },
};

function name(event) {
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
  const key = name(event);
  if (event.target.matches?.("[data-search]") && key === "ArrowDown" && !event.shiftKey && go(1)) return event.preventDefault();
  if (typing(event.target) && !key.startsWith("Ctrl+")) return;
  if (key.startsWith("Arrow") && event.target.closest("details.menu[open]")) return;
  const target = keyed(key, typing(event.target) && event.target.form);
  if (target) { event.preventDefault(); press(target); } else if (moves[key]?.()) event.preventDefault();
});

// The list of keys is a template in the page (web/components/keys.html), filled with what the page declares.
function list() {
  const dialog = document.getElementById("keys");
  if (!dialog) return false;
  const body = dialog.querySelector("[data-keys]");
  body.querySelectorAll("[data-found]").forEach((row) => row.remove());
  for (const [key, words] of declared()) body.append(line(key, words));
  dialog.querySelectorAll("[data-needs-rows]").forEach((row) => { row.hidden = !rows().length; });
  dialog.querySelectorAll("[data-needs-ticks]").forEach((row) => { row.hidden = declared().has("x") || !document.querySelector("[data-row] input[type=checkbox]"); });
  dialog.querySelectorAll("[data-needs-search]").forEach((row) => { row.hidden = !searches(); });
  dialog.showModal();
  return true;
}

function declared() {
  const found = new Map();
  for (const node of document.querySelectorAll("[data-key]")) {
    if (!found.has(node.dataset.key)) found.set(node.dataset.key, node.dataset.keyLabel || node.getAttribute("aria-label") || wordsOf(node));
  }
  return found;
}

function wordsOf(node) {
  const copy = node.cloneNode(true);
  for (const mark of copy.querySelectorAll("kbd")) mark.remove();
  return copy.textContent.trim();
}

function line(key, words) {
  const row = document.createElement("tr");
  row.dataset.found = "";
  const shown = row.insertCell();
  const mark = document.createElement("kbd");
  mark.textContent = key;
  shown.append(mark);
  row.insertCell().textContent = words;
  return row;
}

for (const button of document.querySelectorAll("[data-opens-keys]")) {
  button.hidden = false;
  button.addEventListener("click", list);
}
