// The upload form: a dropped file is chosen, one that is too large is said at once, and how far sending and reading are.

const MEGABYTE = 1024 * 1024;
const formOf = (target) => target.closest?.("form[data-upload]");

function tell(form) {
  const [file] = form.querySelector("input[type=file]").files;
  const words = form.querySelector("[data-chosen-file]");
  const isTooLarge = file && file.size > form.dataset.largest * MEGABYTE;
  words.textContent = isTooLarge ? form.dataset.tooLarge.replace("#", (file.size / MEGABYTE).toFixed(1)) : "";
}

function take(event, form) {
  const input = form.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  tell(form);
}

document.addEventListener("change", (event) => { if (event.target.type === "file" && formOf(event.target)) tell(formOf(event.target)); });

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) take(event, formOf(drop));
  });
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const form = formOf(event.target);
  if (!form || !event.detail.lengthComputable) return;
  const done = Math.round((event.detail.loaded / event.detail.total) * 100);
  const words = form.querySelector("[data-sending]");
  const bar = form.querySelector("progress");
  words.textContent = done < 100 ? words.dataset.sending.replace("#", done) : words.dataset.reading;
  if (done < 100) { bar.max = 100; bar.value = done; } else bar.removeAttribute("value");
});
