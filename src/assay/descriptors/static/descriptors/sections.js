// The section picker: "New section …" opens the small form under it; another choice closes it and shows what the section asks.

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
