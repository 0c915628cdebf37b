// Saved replies go where the cursor is: into the box ([data-takes-replies]) of the same [data-replies] that was typed in last, else
// the one that asks to be first, else its first one. Without scripts they are texts to copy. What is kept, changed or deleted in
// another tab is offered here at once; a reply kept from a page of the review leads back to that page only where it cannot know.

const elsewhere = new BroadcastChannel("assay-replies");

const last = new WeakMap();

function boxOf(scope) {
  const found = last.get(scope);
  return found?.isConnected && found.checkVisibility() ? found : scope.querySelector("[data-takes-replies=first]") || scope.querySelector("[data-takes-replies]");
}

function unfold(box) {
  for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
}

// On a line of its own.
function insert(box, text) {
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  const start = before && !before.endsWith("\n") ? "\n" : "";
  const end = after && !after.startsWith("\n") ? "\n" : "";
  box.setRangeText(start + text + end, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

function prepare(root) {
  for (const button of root.querySelectorAll("[data-reply][hidden]")) button.hidden = false;
  for (const box of root.querySelectorAll("[data-takes-replies]")) box.setSelectionRange(box.value.length, box.value.length);
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-takes-replies]")) last.set(target.closest("[data-replies]"), target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reply]");
  const box = button && boxOf(button.closest("[data-replies]"));
  if (!box) return;
  button.closest("details").open = false;
  unfold(box);
  insert(box, button.parentElement.querySelector(".reply-text").textContent);
});

async function offerAnew() {
  const menus = document.querySelectorAll("[data-offers]");
  const answer = menus.length ? await fetch(menus[0].dataset.offers, { credentials: "same-origin" }).catch(() => null) : null;
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  for (const menu of menus) {
    menu.querySelector("[data-offered]").innerHTML = html;
    prepare(menu);
  }
}

elsewhere.addEventListener("message", offerAnew);
if (document.querySelector("[data-replies-kept]")) elsewhere.postMessage("kept");
for (const field of document.querySelectorAll("[data-without-scripts]")) field.disabled = true;

document.addEventListener("assay:new", (event) => prepare(event.detail));
prepare(document);
