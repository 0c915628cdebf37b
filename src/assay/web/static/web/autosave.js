// <form data-autosave="URL"> is sent 2 s after the last key, or on the way out; [data-save-state] shows the sentence that the server answers.
// The answer is text, or JSON { "text": …, "fields": { name: value } } to renew hidden fields such as `change`.
// While the network is away a copy stays on this device; it is offered back, in words, when the page opens again.

const WAIT = 2000;

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

function keep(form) {
  const state = form.querySelector("[data-save-state]") || document.querySelector("[data-save-state]");
  const slot = `assay:${form.dataset.autosaveKey || form.dataset.autosave}`;
  let timer = 0;
  let sending = false;
  let stale = false;

  const say = (text) => { if (state) state.textContent = text; };

  async function send(leaving = false) {
    timer = 0;
    if (sending) { stale = true; return; }
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin", keepalive: leaving });
      const text = await answer.text();
      if (answer.status >= 500) throw new Error(text);
      take(answer, text);
    } catch {
      put();
    }
    sending = false;
    if (stale) { stale = false; later(); }
  }

  function take(answer, text) {
    if (answer.headers.get("Content-Type")?.includes("json")) {
      const told = JSON.parse(text);
      say(told.text);
      for (const [name, value] of Object.entries(told.fields || {})) if (form.elements[name]) form.elements[name].value = value;
    } else {
      say(answer.headers.get("Content-Type")?.includes("html") ? form.dataset.autosaveFailed || "" : text);
    }
    if (answer.ok) drop();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => send(), WAIT);
  }

  // The last words of whoever leaves within the two seconds; `keepalive` lets them outlive the page.
  function leave() {
    if (!timer && !stale) return;
    clearTimeout(timer);
    sending = stale = false;
    send(true);
  }

  function put() {
    try { localStorage.setItem(slot, JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"))); } catch { return; }
    say(form.dataset.autosaveOffline || "");
  }

  function drop() {
    try { localStorage.removeItem(slot); } catch { /* storage is switched off */ }
  }

  function offer() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(slot)); } catch { return; }
    const box = form.querySelector("[data-kept]");
    if (!kept || !box) return;
    box.hidden = false;
    box.querySelector("[data-kept-use]")?.addEventListener("click", () => { fill(kept); box.hidden = true; later(); });
    box.querySelector("[data-kept-drop]")?.addEventListener("click", () => { drop(); box.hidden = true; });
  }

  function fill(kept) {
    for (const [name, value] of kept) {
      const field = form.elements[name];
      if (!field || field.type === "hidden") continue;
      field.value = value;
      field.dispatchEvent?.(new Event("input", { bubbles: true }));
    }
  }

  form.addEventListener("input", later);
  // A fragment that finds the person signed out would lead away from what is typed: stay, and let the answer to autosave say it.
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; stale = false; drop(); });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("online", () => { if (localStorage.getItem(slot)) send(); });
  offer();
}
