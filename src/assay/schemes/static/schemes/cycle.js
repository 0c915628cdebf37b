// After a decision the eye goes on: the next aspect that is undecided gets the focus.

document.addEventListener("htmx:afterSettle", (event) => {
  const decided = document.getElementById(event.detail.target?.id);
  if (!decided?.matches("#cycle > article") || decided.matches(".decided-undecided")) return;
  const all = [...document.querySelectorAll("#cycle > article")];
  const next = all.slice(all.indexOf(decided) + 1).find((row) => row.matches(".decided-undecided")) || decided;
  next.querySelector("[data-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});
