// The approve button says what it will do: "Approve with my wording" as soon as the wording differs from what was sent.

const form = document.querySelector("[data-review]");
const fields = form ? [...form.querySelectorAll("[data-edit] :is(input, textarea, select)")] : [];
const started = new Map(fields.map((field) => [field, field.dataset.sent]));
const button = form?.querySelector("[data-approve]");
const word = form?.querySelector("[data-approve-word]");
const asSent = word?.textContent;

function changed() {
  return fields.some((field) => started.get(field) !== undefined && field.value.trim() !== started.get(field).trim());
}

// "Undo my changes" goes back to what was sent, not to what was decided before.
function asItWasSent() {
  for (const [field, sent] of started) if (sent !== undefined) field.value = sent;
  keep();
  tell();
}

function tell() {
  word.textContent = changed() ? button.dataset.own : asSent;
}

// What is typed waits in this tab while one looks elsewhere; it belongs to this person and this state of the descriptor.
const place = form && `review/${form.dataset.review}`;
const typed = form ? [...form.querySelectorAll("textarea, select, input:not([type=hidden])")].filter((field) => field.name) : [];
const first = new Map(typed.map((field) => [field.name, field.value]));

function keep() {
  const other = typed.filter((field) => field.value !== first.get(field.name)).map((field) => [field.name, field.value]);
  if (other.length) sessionStorage.setItem(place, JSON.stringify(other));
  else sessionStorage.removeItem(place);
}

function putBack() {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(place) || "[]")) {
    const field = typed.find((one) => one.name === name);
    if (!field) continue;
    field.value = value;
    const edit = field.closest("[data-edit]");
    if (edit) edit.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

if (form) {
  if (!form.querySelector(".invalid")) putBack();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("reset", () => setTimeout(asItWasSent));
  form.addEventListener("submit", () => sessionStorage.removeItem(place));
}

form?.querySelector("[data-edit]").addEventListener("input", tell);
form?.querySelector("[data-edit]").addEventListener("toggle", (event) => { if (event.target.open) event.target.querySelector("input, textarea")?.focus(); });
if (form) tell();
