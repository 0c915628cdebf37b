// data-dialog="id" opens a <dialog>; [data-close] and a click on the backdrop close it. Without scripts the link's href leads to the page.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
  if (event.target.closest("dialog [data-close]")) event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
});

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
