// The sheet of filters on a phone stays open while its choices are applied.

let open = false;

const sheet = () => document.getElementById("filters");

document.addEventListener("htmx:beforeSwap", () => { open = sheet()?.matches(":popover-open") ?? false; });
document.addEventListener("htmx:afterSettle", () => { if (open && !sheet()?.matches(":popover-open")) sheet()?.showPopover(); });

// A form inside the list that is no filter keeps its changes to itself: they would ask the library anew.
document.addEventListener("change", (event) => { if (event.target.closest("[data-aside]")) event.stopPropagation(); }, true);
