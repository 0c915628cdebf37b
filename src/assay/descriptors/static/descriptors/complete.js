// The search box as a combobox: fields and their values, as the server says them; the arrows choose, Enter, Tab or a click takes, Esc closes.
// Only what may become a field asks the server: after a pause, one question at a time.

const PAUSE = 150;
const SHORTEST = 2;
const PART = /(?:^|\s)-?(?:([^\W\d]\w*):(?:"[^"]*|[^\s"]*)|([^\W\d]\w*))$/;
const CODE = /(?:^|\s)-?(?=[^\s:"]*\d)[^\s:"]{2,8}$/; // a word with a digit may be the code of a skill
const KEYS = { ArrowDown: 1, ArrowUp: -1 };
let timer;
let asked;

const list = () => document.getElementById("offers");
const panel = () => list().parentElement;
const offers = () => [...list().children];
const chosen = () => list().querySelector("[aria-selected=true]");
const isOpen = () => Boolean(list()) && !panel().hidden;
const boxOf = (event) => event.target.closest?.("[data-complete]");

function prepare() {
  const box = document.querySelector("[data-complete]:not([role])");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "offers", "aria-expanded": "false" })) box?.setAttribute(name, value);
}

function show(box, html) {
  list().innerHTML = html;
  panel().hidden = !offers().length;
  box.setAttribute("aria-expanded", String(isOpen()));
  choose(box, null);
}

function close(box) {
  clearTimeout(timer);
  asked?.abort();
  if (isOpen()) show(box, "");
}

function choose(box, offer) {
  chosen()?.setAttribute("aria-selected", "false");
  offer?.setAttribute("aria-selected", "true");
  offer?.scrollIntoView({ block: "nearest" });
  if (offer) box.setAttribute("aria-activedescendant", offer.id);
  else box.removeAttribute("aria-activedescendant");
}

// Past the last offer comes the box itself, and then the first one again.
function move(box, step) {
  const places = [null, ...offers()];
  choose(box, places[(places.indexOf(chosen()) + step + places.length) % places.length]);
}

function mayGoOn(box) {
  const typed = box.value.slice(0, box.selectionStart);
  const found = PART.exec(typed);
  const fields = box.dataset.fields.split(" ");
  if (CODE.test(typed)) return true;
  if (!found) return false;
  if (found[1]) return fields.includes(found[1].toLowerCase());
  return found[2].length >= SHORTEST && fields.some((field) => field.startsWith(found[2].toLowerCase()));
}

async function ask(box) {
  asked?.abort();
  asked = new AbortController();
  const query = new URLSearchParams(new FormData(box.form));
  query.set("at", box.selectionStart);
  try {
    const answer = await fetch(`${box.dataset.complete}?${query}`, { signal: asked.signal, credentials: "same-origin" });
    show(box, answer.ok && !answer.redirected ? await answer.text() : "");
  } catch (fault) {
    if (fault.name !== "AbortError") close(box);
  }
}

function take(box, offer) {
  const { text, at } = offer.dataset;
  close(box);
  box.value = text;
  box.setSelectionRange(at, at);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function pressed(box, event) {
  if (event.key === "ArrowDown" && event.altKey && !isOpen()) ask(box);
  else if (!isOpen() || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  else if (KEYS[event.key]) move(box, KEYS[event.key]);
  else if (event.key === "Escape") close(box);
  else if (["Enter", "Tab"].includes(event.key) && chosen()) take(box, chosen());
  else return false;
  return true;
}

document.addEventListener("input", (event) => {
  const box = boxOf(event);
  if (!box) return;
  clearTimeout(timer);
  if (mayGoOn(box)) timer = setTimeout(ask, PAUSE, box);
  else close(box);
});
document.addEventListener("keydown", (event) => {
  const box = boxOf(event);
  if (!box || event.isComposing) return;
  if (pressed(box, event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (event.key === "Enter") close(box);
}, true);
document.addEventListener("focusout", (event) => { if (boxOf(event)) close(boxOf(event)); });
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.(".offers")) return;
  event.preventDefault();
  const offer = event.target.closest("[role=option]");
  if (offer) take(document.querySelector("[data-complete]"), offer);
});
document.addEventListener("htmx:historyRestore", () => { const box = document.querySelector("[data-complete]"); if (box) close(box); });
document.addEventListener("assay:new", prepare);
prepare();
