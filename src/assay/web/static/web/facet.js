// The box above a long filter shows the values that contain what is typed; ticked ones stay.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-among]")) return;
  const wanted = folded(target.value.trim());
  for (const item of target.closest("fieldset").querySelectorAll("li")) {
    item.hidden = !folded(item.textContent).includes(wanted) && !item.querySelector(":checked");
  }
});

// Only its values narrow the list: what is typed in the box is no choice.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-among]")) event.stopPropagation();
}, true);
