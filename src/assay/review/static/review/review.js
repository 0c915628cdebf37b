// The form of a decision: the approve button says what it will do, and what is typed waits in this tab while one looks elsewhere.

function watch(form) {
  const edit = form.querySelector("[data-edit]");
  const fields = [...edit.querySelectorAll("input, textarea, select")];
  const button = form.querySelector("[data-approve]");
  const word = form.querySelector("[data-approve-word]");
  const asSent = word.textContent;
  const isChanged = (field) => field.dataset.sent !== undefined && field.value.trim() !== field.dataset.sent.trim();
  const tell = () => { word.textContent = fields.some(isChanged) ? button.dataset.own : asSent; };

  // It belongs to this person and this state of the descriptor.
  const place = `review/${form.dataset.review}`;
  const typed = [...form.querySelectorAll("textarea, select, input:not([type=hidden], [type=checkbox])")].filter((field) => field.name);
  const first = new Map(typed.map((field) => [field.name, field.value]));

  function keep() {
    const other = typed.filter((field) => field.value !== first.get(field.name)).map((field) => [field.name, field.value]);
    if (other.length) sessionStorage.setItem(place, JSON.stringify(other));
    else sessionStorage.removeItem(place);
  }

  function putBack(entries) {
    for (const [name, value] of entries) {
      const field = typed.find((one) => one.name === name);
      if (!field || field.value === value) continue;
      field.value = value;
      const sheet = field.closest("[data-edit]");
      if (sheet) sheet.open = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // "Undo my changes" goes back to what was sent, not to what was decided before.
  function asItWasSent() {
    for (const field of fields) if (field.dataset.sent !== undefined) field.value = field.dataset.sent;
    keep();
    tell();
  }

  edit.addEventListener("input", tell);
  edit.addEventListener("toggle", () => { if (edit.open) edit.querySelector("input, textarea")?.focus(); });
  if (!form.querySelector(".invalid")) putBack(JSON.parse(sessionStorage.getItem(place) || "[]"));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("reset", () => setTimeout(asItWasSent));
  form.addEventListener("submit", ({ submitter }) => { if (submitter?.formTarget !== "_blank") sessionStorage.removeItem(place); });
  form.addEventListener("assay:put-back", (event) => putBack(event.detail));
  tell();
}

function prepare(root) {
  for (const form of root.querySelectorAll("[data-review]:not([data-watched])")) {
    form.dataset.watched = "";
    watch(form);
  }
}

document.addEventListener("assay:new", (event) => prepare(event.detail));
prepare(document);
