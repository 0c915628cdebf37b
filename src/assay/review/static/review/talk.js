// A half-written comment waits in this tab until the page shows it, with what it is about and for whom: an interrupted sending is
// repeated as the same comment, and one to reviewers only stays one.

const place = (form) => `talk/${form.dataset.talk}`;

function kept(form) {
  return JSON.parse(sessionStorage.getItem(place(form)) || "null");
}

function putBack(form, { uid, text, about, among }) {
  if (document.getElementById(`comment-${uid}`)) {
    sessionStorage.removeItem(place(form));
    return;
  }
  if (form.elements.text.value) return;
  form.elements.uid.value = uid;
  form.elements.text.value = text;
  if (form.elements.about) form.elements.about.value = about;
  if (form.elements.to_reviewers) form.elements.to_reviewers.checked = among;
  const around = form.closest("details");
  if (around) around.open = true;
}

function keep(form) {
  const { uid, text, about, to_reviewers: among } = form.elements;
  const typed = { uid: uid.value, text: text.value, about: about?.value ?? "", among: among?.checked ?? false };
  if (typed.text) sessionStorage.setItem(place(form), JSON.stringify(typed));
  else sessionStorage.removeItem(place(form));
}

for (const form of document.querySelectorAll("[data-talk]")) {
  const found = kept(form);
  if (found) putBack(form, found);
  form.addEventListener("input", () => keep(form));
}

// What is unfolded to write in has the cursor.
for (const summary of document.querySelectorAll("summary[data-key=c]")) {
  summary.addEventListener("click", () => setTimeout(() => { if (summary.parentElement.open) summary.parentElement.querySelector("textarea").focus(); }));
}
