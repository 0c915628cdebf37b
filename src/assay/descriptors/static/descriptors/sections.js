// The section picker: "New section …" opens the small form under it; another choice closes it; a similar name can be used instead.

const select = document.getElementById("id_wsos_section");
const box = document.querySelector("[data-new-section]");
const name = document.getElementById("id_new_section");

select?.addEventListener("change", () => {
  const isNew = select.value === "new";
  if (box) box.open = isNew;
  if (isNew) name?.focus();
});

name?.addEventListener("input", () => {
  if (name.value.trim() && select && select.value !== "new") select.value = "new";
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use-section]");
  if (!button || !select) return;
  select.value = button.dataset.useSection;
  name.value = "";
  document.getElementById("similar-sections").replaceChildren();
  for (const kind of ["input", "change"]) select.dispatchEvent(new Event(kind, { bubbles: true }));
  select.focus();
});
