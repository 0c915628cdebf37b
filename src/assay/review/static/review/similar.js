// How many similar descriptors each undecided one has takes a moment to find, so the list comes first and the counts follow.

const list = document.querySelector("[data-similar-from]");

if (list) {
  const answer = await fetch(list.dataset.similarFrom, { credentials: "same-origin" }).catch(() => null);
  for (const [id, words] of Object.entries(answer?.ok ? await answer.json() : {})) {
    const place = document.getElementById(`similar-${id}`);
    if (place) Object.assign(place, { hidden: false, textContent: words });
  }
}
