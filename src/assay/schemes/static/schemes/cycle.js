// After a decision the eye goes on: the next aspect that is undecided gets the focus; where it was not taken, it stays and says why.

document.addEventListener("htmx:afterSettle", (event) => {
  const decided = document.getElementById(event.detail.target?.id);
  if (!decided?.matches("#cycle > article")) return;
  const stays = decided.querySelector("[role=alert]") && decided;
  if (!stays && decided.matches(".decided-undecided")) return;
  const all = [...document.querySelectorAll("#cycle > article")];
  const next = stays || all.slice(all.indexOf(decided) + 1).find((row) => row.matches(".decided-undecided")) || decided;
  next.querySelector("[data-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});

// While nothing has the focus, a key decides the first undecided aspect in view.
document.addEventListener("keydown", ({ key, target }) => {
  if (!["1", "2", "3"].includes(key) || target !== document.body) return;
  const undecided = [...document.querySelectorAll("#cycle > article.decided-undecided")];
  undecided.find((row) => row.getBoundingClientRect().bottom > 0)?.querySelector("[data-open]")?.focus({ preventScroll: true });
}, true);
