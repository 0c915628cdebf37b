// The words that the coach asks about, underlined in the fields while one writes, and explained where the caret is.
// A field stays what it is: behind it lies a copy of its text, hidden from screen readers, of which only the underlines are seen.
// Every field gets it before anything is typed: moving a field later would cost it what its browser can undo.
// The answer says where words began when it was asked; what was typed since moves them, so they are looked for from there.

const FIELDS = "#editor textarea:is([name=criterion_name], [name^=score]), #editor input[name=criterion_name]";
const isWhole = (words, text) => words.split(" ").length > 3 && words === text.trim().replace(/\s+/g, " "); // the explanation alone says it
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const layers = new Map();

function layer(field) {
  if (layers.has(field)) return layers.get(field);
  const hadFocus = document.activeElement === field;
  const around = document.createElement("div");
  around.className = "underlined";
  const behind = document.createElement("div");
  behind.className = field.matches("input") ? "underlines line" : "underlines";
  behind.setAttribute("aria-hidden", "true");
  const told = document.createElement("p");
  told.className = "explained small";
  told.setAttribute("role", "status");
  told.hidden = true;
  const count = field.nextElementSibling?.matches(".count") ? field.nextElementSibling : null;
  field.before(around);
  around.append(behind, field, ...(count ? [count] : []), told);
  if (hadFocus) field.focus({ preventScroll: true });
  const made = { behind, told, notes: [], places: [] };
  layers.set(field, made);
  field.addEventListener("scroll", () => follow(field, made));
  new ResizeObserver(() => follow(field, made)).observe(field);
  return made;
}

function follow(field, { behind }) {
  behind.classList.toggle("scrolls", field.matches("textarea") && field.scrollHeight > field.clientHeight);
  behind.scrollTop = field.scrollTop;
  behind.scrollLeft = field.scrollLeft;
}

// The server counts characters, scripts count halves of those beyond the first 65,536.
const inScript = (text, characters) => [...text].slice(0, characters).join("").length;

function placeOf(text, note) {
  if (!note.words || isWhole(note.words, text)) return null;
  const from = inScript(text, note.start);
  const words = escaped(note.words).replace(/\s+/g, "\\s+");
  const found = [...text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "gu"))];
  if (!found.length) return null;
  const near = found.reduce((one, other) => (Math.abs(other.index - from) < Math.abs(one.index - from) ? other : one));
  return { start: near.index, end: near.index + near[0].length, note };
}

function draw(field) {
  const made = layers.get(field);
  if (!made) return;
  const text = field.value;
  const places = made.notes.map((note) => placeOf(text, note)).filter(Boolean).sort((one, other) => one.start - other.start);
  made.places = places.filter((place, number) => !number || place.start >= places[number - 1].end);
  const pieces = [];
  let last = 0;
  for (const place of made.places) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place.start, place.end);
    pieces.push(text.slice(last, place.start), mark);
    last = place.end;
  }
  made.behind.replaceChildren(...pieces, `${text.slice(last)}\n`);
  follow(field, made);
}

// Where the caret is in underlined words, what is asked about them; else the first question about the field.
// It stays until another field is entered: nothing moves under a pointer that is about to press a button.
function explain(field) {
  const made = layers.get(field);
  if (!made) return;
  for (const [other, { told }] of layers) if (other !== field) told.hidden = true;
  const here = made.places.find((place) => place.start <= field.selectionStart && field.selectionStart <= place.end);
  const note = here?.note ?? made.notes[0];
  made.behind.querySelectorAll("mark").forEach((mark, number) => mark.classList.toggle("here", made.places[number] === here));
  const said = note ? `${note.message} ${note.question}` : "";
  if (made.told.textContent !== said) made.told.textContent = said;
  made.told.hidden = !said;
}

function read() {
  const asked = [...document.querySelectorAll("#coach .note[data-of]")].map((note) => ({
    of: note.dataset.of,
    start: Number(note.dataset.start),
    words: note.dataset.words,
    message: note.querySelector("[data-why]").textContent,
    question: note.querySelector(".question").textContent,
  }));
  for (const field of document.querySelectorAll(FIELDS)) {
    const notes = asked.filter((note) => note.of === field.name);
    layer(field).notes = notes;
    draw(field);
    if (document.activeElement === field) explain(field);
    else if (!notes.length) layer(field).told.hidden = true;
  }
}

document.addEventListener("input", ({ target }) => {
  if (!layers.has(target)) return;
  draw(target);
  explain(target);
});
document.addEventListener("focusin", ({ target }) => { if (layers.has(target)) explain(target); });
document.addEventListener("selectionchange", () => { if (layers.has(document.activeElement)) explain(document.activeElement); });
document.addEventListener("assay:new", ({ detail }) => { if (detail.closest?.("#coach") || detail.querySelector?.("#coach")) read(); });
read();
