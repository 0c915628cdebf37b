// The box above a long filter shows the values that contain what is typed; ticked ones stay.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-among]")) return;
  const wanted = folded(target.value.trim());
  for (const item of target.closest("fieldset").querySelectorAll("li")) {
    item.hidden = !folded(item.textContent).includes(wanted) && !item.querySelector(":checked");
  }
});

// Who asks for every value looks among them next; whatever else is asked leaves the focus where it is.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const listed = detail.requestConfig?.elt?.dataset?.lists;
  if (listed) document.querySelector(`#${listed} [data-among]`)?.focus();
});

// Only its values narrow the list: what is typed in the box is no choice.
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-among]")) event.stopPropagation();
}, true);
