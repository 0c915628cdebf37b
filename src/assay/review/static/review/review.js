// The approve button says what it will do: "Approve with my wording" as soon as the wording differs from what was sent.

const form = document.querySelector("[data-review]");
const fields = form ? [...form.querySelectorAll("[data-edit] :is(input, textarea, select)")] : [];
const started = new Map(fields.map((field) => [field, field.tagName === "SELECT" ? [...field.options].find((option) => option.defaultSelected)?.value : field.defaultValue]));
const button = form?.querySelector("[data-approve]");
const word = form?.querySelector("[data-approve-word]");
const asSent = word?.textContent;

function changed() {
  return fields.some((field) => started.get(field) !== undefined && field.value.trim() !== started.get(field).trim());
}

function tell() {
  word.textContent = changed() ? button.dataset.own : asSent;
}

form?.querySelector("[data-edit]").addEventListener("input", tell);
form?.addEventListener("reset", () => setTimeout(tell));
form?.querySelector("[data-edit]").addEventListener("toggle", (event) => { if (event.target.open) event.target.querySelector("input, textarea")?.focus(); });
if (form) tell();
