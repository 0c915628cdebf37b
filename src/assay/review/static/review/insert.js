// Beside each question of the coach: put it into the comment, at its end, on a line of its own. Without scripts it is text to copy.

const commentOf = () => document.querySelector("[data-review] textarea[name=comment]");

function prepare(root) {
  if (commentOf()) for (const button of root.querySelectorAll("[data-insert][hidden]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const comment = button && commentOf();
  if (!comment) return;
  const before = comment.value.trimEnd();
  if (!before.split("\n").includes(button.dataset.insert)) comment.value = before ? `${before}\n${button.dataset.insert}` : button.dataset.insert;
  comment.dispatchEvent(new Event("input", { bubbles: true }));
  comment.focus();
  comment.setSelectionRange(comment.value.length, comment.value.length);
});

document.addEventListener("assay:new", (event) => prepare(event.detail));
prepare(document);
