// A line of the table opens in place below itself, scrolled to where all of it is seen; the same button, Esc or "Close" closes it, and the page
// and the focus go back to where they were.

const below = (row) => (row?.nextElementSibling?.matches(".preview") ? row.nextElementSibling : null);

let before = 0;
let after = 0;

function show(preview) {
  before = scrollY;
  preview.scrollIntoView({ block: "nearest" });
  after = scrollY;
}

function close(preview) {
  const back = scrollY === after;
  const button = preview.previousElementSibling?.querySelector("[data-preview]");
  preview.remove();
  if (back) scrollTo(0, before);
  button?.setAttribute("aria-expanded", "false");
  button?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a window of its own
  const button = event.target.closest("[data-preview]");
  const shown = button ? below(button.closest("tr")) : event.target.closest("[data-close-preview]")?.closest(".preview");
  if (shown) {
    event.preventDefault();
    event.stopPropagation();
    close(shown);
  }
}, true);

document.addEventListener("htmx:afterSettle", () => {
  for (const shown of document.querySelectorAll(".preview")) {
    const button = shown.previousElementSibling?.querySelector("[data-preview]");
    if (button?.getAttribute("aria-expanded") !== "true") show(shown);
    button?.setAttribute("aria-expanded", "true");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const here = document.activeElement?.closest("tr");
  const shown = here?.matches(".preview") ? here : below(here);
  if (shown) close(shown);
});

// Inside what was opened, p closes it; in a card, p shows long levels in full, and folds them again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "p" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const shown = document.activeElement?.closest(".preview");
  if (shown) return close(shown);
  const card = document.activeElement?.closest(".card[data-row]");
  const more = card?.querySelectorAll(".rung-more") ?? [];
  if (more.length) more.forEach((button) => button.click());
  else if (card) {
    card.querySelectorAll(".rung-text.open, .ladder.open").forEach((node) => node.classList.remove("open"));
    document.dispatchEvent(new CustomEvent("assay:new", { detail: card }));
  }
});
