// Messages, theme, going back: small things that every page shares.
// Other modules speak through: document.dispatchEvent(new CustomEvent("assay:say", { detail: "…" })); answers by HX-Trigger, as { value: "…" }.

const box = document.getElementById("messages");

function say(text) {
  if (!box) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  box.append(toast);
  later(toast);
}

function later(toast) {
  const wait = 4000 + toast.textContent.length * 60;
  let timer = setTimeout(() => toast.remove(), wait);
  for (const stop of ["pointerenter", "focusin"]) toast.addEventListener(stop, () => clearTimeout(timer));
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, () => { timer = setTimeout(() => toast.remove(), wait); });
}

document.addEventListener("assay:say", (event) => say(event.detail.value ?? event.detail));

function prepare(root) {
  for (const button of root.querySelectorAll("[data-dismiss]")) button.hidden = false;
  root.querySelector("[data-focus]")?.focus();
  const wrong = root.querySelector(".field.invalid :is(input, select, textarea)");
  if (wrong && !root.querySelector("[data-focus]")) wrong.focus();
}

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".toast").remove();
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) { event.preventDefault(); history.back(); }
  if (event.target.closest("[data-reload]")) { event.preventDefault(); location.reload(); }
  if (event.target.closest("[data-print]")) print();
});

// The theme: as the system, light, dark; a cookie tells the server, so the next page starts right.
const THEMES = ["auto", "light", "dark"];

function theme() {
  return document.documentElement.dataset.theme || "auto";
}

function showTheme(button) {
  const word = button.querySelector("[data-theme-word]");
  word.textContent = word.dataset[theme()];
  button.hidden = false;
}

function setTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  const age = name === "auto" ? 0 : 31536000;
  document.cookie = `theme=${name}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

for (const button of document.querySelectorAll("[data-theme-next]")) {
  showTheme(button);
  button.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
    document.querySelectorAll("[data-theme-next]").forEach(showTheme);
  });
}

// A refusal or a fault of a fragment is said, and never swallowed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500 && event.detail.xhr.responseText) event.detail.shouldSwap = true;
});
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (xhr.status >= 500) say(xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : box?.dataset.broken);
});
document.addEventListener("htmx:sendError", () => say(box?.dataset.offline || "No connection."));
document.addEventListener("htmx:load", ({ detail: { elt } }) => { if (elt !== document.body) document.dispatchEvent(new CustomEvent("assay:new", { detail: elt })); });
document.addEventListener("assay:new", (event) => prepare(event.detail));
box?.querySelectorAll(".toast").forEach((toast) => { if (!toast.matches(".alert, :has(form)")) later(toast); });
prepare(document);
