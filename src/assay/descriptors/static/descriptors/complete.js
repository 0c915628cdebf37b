// The search box as a combobox: the server says how what is typed may go on, the arrows choose, Enter or a click takes it.

const box = document.querySelector("[data-complete]");
const list = document.getElementById("offers");
const PAUSE = 120;
let timer;
let asked;

const offers = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function show(html) {
  list.innerHTML = html;
  const some = offers().length > 0;
  list.hidden = !some;
  box.setAttribute("aria-expanded", String(some));
  mark(null);
}

function close() {
  clearTimeout(timer);
  asked?.abort();
  if (!list.hidden) show("");
}

function mark(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
}

function move(step) {
  const all = offers();
  const at = all.indexOf(chosen()) + step;
  mark(at < 0 || at >= all.length ? null : all[at]);
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const query = new URLSearchParams(new FormData(box.form));
  query.set("at", box.selectionStart);
  try {
    const answer = await fetch(`${box.dataset.complete}?${query}`, { signal: asked.signal, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch (fault) {
    if (fault.name !== "AbortError") close();
  }
}

function take(option) {
  const { text, at, go } = option.dataset;
  if (go) return location.assign(go);
  box.value = text;
  box.setSelectionRange(at, at);
  close();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "offers"], ["aria-expanded", "false"]]) box?.setAttribute(name, value);

box?.addEventListener("input", () => {
  clearTimeout(timer);
  if (box.value.slice(0, box.selectionStart).search(/\S$/) >= 0) timer = setTimeout(ask, PAUSE);
  else close();
});
box?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) ask();
    else move(event.key === "ArrowDown" ? 1 : offers().length && !chosen() ? offers().length : -1);
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    take(chosen());
  } else if (event.key === "Enter" || event.key === "Tab") {
    close();
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  }
});
box?.addEventListener("blur", close);
list?.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
