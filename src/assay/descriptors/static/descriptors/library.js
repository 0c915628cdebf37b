// The sheet of filters on a phone stays open while its choices are applied.

let open = false;

const sheet = () => document.getElementById("filters");

document.addEventListener("htmx:beforeSwap", () => { open = sheet()?.matches(":popover-open") ?? false; });
document.addEventListener("htmx:afterSettle", () => { if (open && !sheet()?.matches(":popover-open")) sheet()?.showPopover(); });

// Filters and order belong to the form that searches, though they stand in the list, which every answer replaces: the form hears of each.
document.addEventListener("change", ({ target }) => {
  if (target.form?.id === "ask" && target.closest("#library")) target.form.dispatchEvent(new Event("narrow"));
});

// A list that is replaced while a row has the focus gives it back: to the same descriptor, or to the first one.
let row = "";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "library") return;
  const here = document.activeElement?.closest("[data-row]");
  if (here) row = here.querySelector("[data-open]")?.getAttribute("href") ?? "";
  else if (document.activeElement !== document.body) row = ""; // else the list is replaced once more before the focus is back
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!row || detail.target.id !== "library" || document.activeElement !== document.body) return;
  const links = [...document.querySelectorAll("[data-row] [data-open]")];
  (links.find((link) => link.getAttribute("href") === row) ?? links[0])?.focus({ preventScroll: true });
  row = "";
});
