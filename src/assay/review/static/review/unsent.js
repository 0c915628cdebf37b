// On a phone the connection comes and goes: a decision that could not be sent stays on this device, is counted in words,
// and is sent when the connection returns. What comes next is fetched ahead, so that one can go on deciding meanwhile.

const AHEAD = 10;
const AGAIN = 20000;
const narrow = matchMedia("(max-width: 60rem)");
const bar = document.querySelector("[data-unsent]");
const store = bar && `unsent/${bar.dataset.unsent}`;
const pages = new Map();
let sending = false;

const unsent = () => JSON.parse(localStorage.getItem(store) || "[]");
const setUnsent = (list) => { if (list.length) localStorage.setItem(store, JSON.stringify(list)); else localStorage.removeItem(store); };

function show() {
  const list = unsent();
  const waiting = list.filter((one) => !one.refused);
  bar.hidden = !list.length;
  const words = bar.querySelector("[data-count]");
  words.textContent = waiting.length === 1 ? words.dataset.one : words.dataset.many.replace("#", waiting.length);
  words.hidden = !waiting.length;
  bar.querySelector("[data-send]").hidden = !waiting.length;
  const refused = bar.querySelector("[data-refused]");
  refused.replaceChildren(...list.filter((one) => one.refused).map(lookAt));
}

function lookAt(one) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = one.url;
  link.textContent = bar.querySelector("[data-refused]").dataset.words.replace("#", one.name);
  item.append(link);
  return item;
}

// Addresses are told apart without the filter and the order that one goes through a batch in.
const pathOf = (address) => new URL(address, location.href).pathname;

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

function post(one) {
  const body = new URLSearchParams(one.fields);
  body.set("csrfmiddlewaretoken", token());
  return fetch(one.url, { method: "POST", body, credentials: "same-origin" });
}

const isSignIn = (answer) => answer.redirected && new URL(answer.url).pathname === bar.dataset.signIn;

// One after the other, in the order in which they were decided; the first that finds no connection ends it.
async function sendAll() {
  if (sending || !bar) return;
  sending = true;
  try {
    for (const one of unsent().filter((each) => !each.refused)) {
      const answer = await post(one);
      if (isSignIn(answer) || answer.status >= 500) break;
      const rest = unsent();
      const place = rest.findIndex((each) => each.key === one.key);
      if (answer.ok) rest.splice(place, 1);
      else rest[place] = { ...one, refused: true };
      setUnsent(rest);
      show();
    }
  } catch { /* No connection yet: they wait. */ } finally { sending = false; }
}

function keep(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const url = pathOf(form.action);
  const others = unsent().filter((one) => one.url !== url);
  setUnsent([...others, { key: `${url} ${Date.now()}`, url, name: form.dataset.name, fields }]);
  show();
}

// What was fetched ahead takes the place of this page; what is kept already is not offered again.
function goOn(form) {
  const kept = new Set(unsent().map((one) => one.url));
  const next = [...pages.keys()].find((url) => !kept.has(pathOf(url)));
  if (next) return turnTo(next);
  form.querySelector(".decide").replaceChildren(Object.assign(document.createElement("p"), { textContent: bar.dataset.atTheEnd }));
  return undefined;
}

function turnTo(url) {
  const page = new DOMParser().parseFromString(pages.get(url), "text/html");
  const main = document.querySelector("main");
  main.replaceWith(document.adoptNode(page.querySelector("main")));
  document.title = page.title;
  history.pushState({}, "", url);
  pages.delete(url);
  const here = document.querySelector("main");
  here.querySelector("[data-unsent]")?.replaceWith(bar);
  scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("assay:new", { detail: here }));
  listen(here);
  show();
}

async function decide(event) {
  const form = event.target;
  const { submitter } = event;
  if (form.dataset.straight !== undefined || !submitter?.name || (!narrow.matches && navigator.onLine)) return;
  event.preventDefault();
  if (!form.reportValidity()) return;
  for (const button of form.querySelectorAll(".decide button")) button.disabled = true;
  try {
    const body = new URLSearchParams([...new FormData(form, submitter)]);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (answer.redirected) { location.assign(answer.url); return; }
    for (const button of form.querySelectorAll(".decide button")) button.disabled = false;
    form.dataset.straight = "";
    form.requestSubmit(submitter);
  } catch {
    for (const button of form.querySelectorAll(".decide button")) button.disabled = false;
    keep(form, submitter);
    goOn(form);
  }
}

function putBack(form) {
  const url = pathOf(form.action);
  const kept = unsent().find((one) => one.url === url && one.refused);
  if (!kept) return;
  form.dispatchEvent(new CustomEvent("assay:put-back", { detail: kept.fields }));
  setUnsent(unsent().filter((one) => one.key !== kept.key));
  show();
}

function listen(root) {
  for (const form of root.querySelectorAll("[data-review]")) {
    form.addEventListener("submit", decide);
    putBack(form);
  }
}

async function fetchAhead() {
  let from = document;
  for (let count = 0; count < AHEAD; count += 1) {
    const next = from.querySelector("[data-next-undecided]")?.getAttribute("href");
    if (!next || pathOf(next) === location.pathname || pages.has(next)) return;
    try {
      const answer = await fetch(next, { headers: { "X-Fetched-Ahead": "1" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      pages.set(next, await answer.text());
    } catch { return; }
    bar.dataset.ahead = pages.size;
    from = new DOMParser().parseFromString(pages.get(next), "text/html");
  }
}

if (bar) {
  listen(document);
  show();
  sendAll();
  addEventListener("online", sendAll);
  addEventListener("storage", show);
  setInterval(() => { if (!document.hidden && unsent().length) sendAll(); }, AGAIN);
  bar.querySelector("[data-send]").addEventListener("click", sendAll);
  if (narrow.matches) addEventListener("load", fetchAhead);
}
