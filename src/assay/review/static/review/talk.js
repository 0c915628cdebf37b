// A half-written comment waits in this tab until the page shows it: an interrupted sending is repeated as the same comment.

const place = (form) => `talk/${form.dataset.talk}`;

function kept(form) {
  return JSON.parse(sessionStorage.getItem(place(form)) || "null");
}

function putBack(form, { uid, text }) {
  if (document.getElementById(`comment-${uid}`)) {
    sessionStorage.removeItem(place(form));
    return;
  }
  if (form.elements.text.value) return;
  form.elements.uid.value = uid;
  form.elements.text.value = text;
  const around = form.closest("details");
  if (around) around.open = true;
}

function keep(form) {
  const text = form.elements.text.value;
  if (text) sessionStorage.setItem(place(form), JSON.stringify({ uid: form.elements.uid.value, text }));
  else sessionStorage.removeItem(place(form));
}

for (const form of document.querySelectorAll("[data-talk]")) {
  const found = kept(form);
  if (found) putBack(form, found);
  form.addEventListener("input", () => keep(form));
}
