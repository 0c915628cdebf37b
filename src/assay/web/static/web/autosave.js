// <form data-autosave="URL"> is sent 2 s after the last key, or on the way out; [data-save-state] shows the sentence that the server answers.
// The answer is text, or JSON { "text": …, "fields": { name: value } } to renew hidden fields such as `change`.
// While the network is away, or where the server refuses, a copy stays on this device; it is offered back, in words, when the page opens again.
// Without [data-kept], where it could be offered, there is no copy: what was not sent waits on the page, and is sent when the network is back.
// <input type="hidden" data-kept-along> comes back with what was kept; what stands in [data-along="its name"] is hidden where it is not of that any more.
// <input type="hidden" data-was="note"> carries what a field said when it was loaded, so that nobody writes over what somebody else wrote.

const WAIT = 2000;

document.addEventListener("assay:new", ({ detail }) => detail.querySelectorAll("form[data-autosave]").forEach(keep));
document.querySelectorAll("form[data-autosave]").forEach(keep);

function keep(form) {
  const state = form.querySelector("[data-save-state]") || document.querySelector("[data-save-state]");
  const was = form.querySelector("[data-was]");
  const slot = `assay:${form.dataset.autosaveKey}`;
  const box = form.querySelector("[data-kept]");
  const own = `${slot}/${Date.now()}`; // of this page alone, so that it does not write over what an earlier one left
  const unsure = new Set(); // what was sent without an answer: it may have arrived
  let timer = 0;
  let turn = 0;
  let sending = false;
  let stale = false;
  let unsent = false;

  const say = (text) => { if (state) state.textContent = text; };

  async function send(leaving = false) {
    timer = 0;
    if (sending) { stale = true; return; }
    sending = true;
    turn += 1;
    const mine = turn;
    const body = new FormData(form);
    if (was) unsure.add(body.get(was.dataset.was));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" }, credentials: "same-origin", keepalive: leaving });
      const text = await answer.text();
      if (box && answer.status >= 500) throw new Error(text);
      if (mine === turn) take(answer, text);
    } catch {
      if (mine === turn && put()) say(form.dataset.autosaveOffline || "");
    }
    if (mine !== turn) return;
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
    form.classList.toggle("stopped", !answer.ok);
    if (!answer.ok) { put(); return; }
    unsure.clear();
    drop();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => send(), WAIT);
  }

  // The last words of whoever leaves within the two seconds; `keepalive` lets them outlive the page, but nobody hears whether they were taken.
  function leave() {
    if (!timer && !stale && !(was && sending)) return;
    clearTimeout(timer);
    sending = stale = false;
    if (was || !navigator.onLine) put();
    send(true);
  }

  function put() {
    if (box) try { localStorage.setItem(own, JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"))); } catch { return false; }
    unsent = true;
    return true;
  }

  function drop(key = own) {
    try { localStorage.removeItem(key); } catch { /* storage is switched off */ }
    if (key === own) unsent = false;
  }

  // What earlier pages left, the latest first, without what stands here already.
  function left() {
    const found = [];
    const here = typed([...new FormData(form)]);
    try {
      for (const key of Object.keys(localStorage).filter((one) => one === slot || one.startsWith(`${slot}/`)).sort().reverse()) {
        const kept = JSON.parse(localStorage.getItem(key));
        if (typed(kept) === here) drop(key);
        else found.push([key, kept]);
      }
    } catch { /* storage is switched off */ }
    return found;
  }

  const isHidden = (name) => !form.elements[name] || form.elements[name].type === "hidden" || name === was?.name;
  const typed = (fields) => JSON.stringify(fields.filter(([name]) => !isHidden(name)).map(([name, value]) => [name, String(value).replaceAll("\r\n", "\n").trim()]));

  function offer() {
    const waiting = box ? left() : [];
    const next = () => {
      box.hidden = !waiting.length;
      for (const words of box.querySelectorAll("[data-kept-text]")) words.textContent = (waiting.length && said(waiting[0][1], words.dataset.keptText)) || "";
    };
    if (!waiting.length) return;
    box.querySelector("[data-kept-use]")?.addEventListener("click", () => {
      const [key, kept] = waiting.shift();
      fill(kept);
      if (put()) drop(key);
      next();
      later();
    });
    box.querySelector("[data-kept-drop]")?.addEventListener("click", () => { drop(waiting.shift()[0]); next(); });
    next();
  }

  const said = (fields, name) => fields.find(([one]) => one === name)?.[1];

  // Words of the same row bring back the `change` that was seen when they were typed: what somebody saved since is not written over unseen.
  function fill(kept) {
    const { uid, change } = form.elements;
    if (uid && change && said(kept, "uid") === uid.value) change.value = said(kept, "change") ?? "";
    for (const along of form.querySelectorAll("[data-kept-along]")) bring(along, said(kept, along.name) ?? "");
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = kept.some(([name, value]) => name === box.name && value === box.value);
    for (const [name, value] of kept) {
      const field = form.elements[name];
      if (isHidden(name) || !field.dispatchEvent || field.type === "checkbox") continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!was) return;
    const [first, ...others] = kept.filter(([name]) => name === was.name).map(([, value]) => value);
    was.value = first ?? "";
    for (const text of others) unsure.add(text);
  }

  function bring(along, value) {
    if (along.value !== value) for (const words of form.querySelectorAll(`[data-along="${along.name}"]`)) words.hidden = true;
    along.value = value;
  }

  form.addEventListener("input", later);
  form.addEventListener("formdata", (event) => { for (const text of unsure) event.formData.append(was.name, text); });
  // A fragment that finds the person signed out, also one beside the form, would lead away from what is typed: stay, and let autosave say it.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 401 || !form.isConnected) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; stale = false; drop(); });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("online", () => { if (unsent && form.isConnected) send(); });
  offer();
}
