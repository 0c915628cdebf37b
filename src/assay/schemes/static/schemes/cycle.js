// After a decision the eye goes on: the next aspect that is undecided gets the focus. Where it was not taken, or was taken back, it stays.

const bar = document.querySelector(".cycle-bar");
const find = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)))?.closest("#cycle > article");

function focus(row) {
  row.querySelector("[data-open]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const decided = document.getElementById(detail.target?.id);
  if (!decided?.matches("#cycle > article")) return;
  const asked = detail.requestConfig?.elt;
  if (decided.querySelector("[role=alert]") || asked?.matches("[data-undo]")) return focus(decided);
  if (decided.matches(".decided-undecided")) return;
  const all = [...document.querySelectorAll("#cycle > article")];
  focus(all.slice(all.indexOf(decided) + 1).find((row) => row.matches(".decided-undecided")) || decided);
});

// Who types faster than the answers come decides what comes next, not the same aspect twice: such keys wait for their turn.
const waiting = [];
let busy = false;
let soon = 0;

function release() {
  busy = false;
  soon = 0;
  const key = waiting.shift();
  if (key) (document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

document.addEventListener("htmx:beforeRequest", ({ target }) => { busy ||= Boolean(target.closest("#cycle")); });
document.addEventListener("htmx:afterSettle", () => { if (busy) soon ||= setTimeout(release); });
for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ detail }) => { if (detail.xhr.status !== 409) { busy = false; waiting.length = 0; } });
}
document.addEventListener("keydown", (event) => {
  if (!busy || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey || !["1", "2", "3", "u", "w", "j", "k"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  waiting.push(event.key);
}, true);

// While nothing has the focus, a key decides the first undecided aspect in view.
document.addEventListener("keydown", ({ key, target }) => {
  if (!["1", "2", "3"].includes(key) || target !== document.body) return;
  const undecided = [...document.querySelectorAll("#cycle > article.decided-undecided")];
  undecided.find((row) => row.getBoundingClientRect().bottom > 0)?.querySelector("[data-open]")?.focus({ preventScroll: true });
}, true);

// Whoever comes back from a draft goes on at its aspect, once the browser has gone there and let go of the focus.
addEventListener("pageshow", () => setTimeout(() => {
  const back = location.hash && find(location.hash);
  if (back && document.activeElement === document.body) focus(back);
}));

// The keys are said where there are any.
for (const words of bar?.querySelectorAll("[data-keys-said]") ?? []) words.hidden = false;
