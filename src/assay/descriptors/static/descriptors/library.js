// What the library page keeps while its list is swapped: the sheet of filters on a phone, the filters that were unfolded.

let open = false;
let unfolded = new Set();

const sheet = () => document.getElementById("filters");
const facets = () => [...document.querySelectorAll("#filters .facet")];

function prepare() {
  for (const node of document.querySelectorAll("[data-needs-script]")) node.hidden = false;
}

document.addEventListener("htmx:beforeSwap", () => {
  open = sheet()?.matches(":popover-open") ?? false;
  unfolded = new Set(facets().filter((facet) => facet.open).map((facet) => facet.id));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const facet of facets()) if (unfolded.has(facet.id)) facet.open = true;
  if (open && !sheet()?.matches(":popover-open")) sheet()?.showPopover();
});
document.addEventListener("assay:new", prepare);
prepare();
