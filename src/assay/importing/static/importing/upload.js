// The upload form: dropped files are chosen, what is too large or too much is said at once, and how far sending and reading are.

const MEGABYTE = 1024 * 1024;
const formOf = (target) => target.closest?.("form[data-upload]");
const sizeOf = (bytes) => (bytes / MEGABYTE).toFixed(1);
const isZip = (file) => /\.zip$/i.test(file.name);

function refusal({ largest, largestRun, most, tooLarge, tooMany, tooMuch }, files) {
  const large = files.find((file) => !isZip(file) && file.size > largest * MEGABYTE);
  const together = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > most) return tooMany.replace("#", files.length);
  if (together > largestRun * MEGABYTE) return tooMuch.replace("#", sizeOf(together));
  return large ? tooLarge.replace("#", sizeOf(large.size)).replace("@", () => large.name) : "";
}

function tell(form) {
  const files = [...form.querySelector("input[type=file]").files];
  form.querySelector("[data-chosen-files]").textContent = files.length > 1 ? form.dataset.chosen.replace("#", files.length) : "";
  form.querySelector("[data-chosen-file]").textContent = refusal(form.dataset, files);
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
