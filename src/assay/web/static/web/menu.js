// Menus are <details class="menu">; this closes them: a click elsewhere, Escape, a choice that stays on the page (what is copied, a file); one open at a time. A form in one takes the focus.

function closeAll(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const inside = event.target.closest("details.menu");
  closeAll(inside);
  if (inside && event.target.closest("[data-copy], [data-copy-from], [data-copy-form], .menu-list a[type]")) inside.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  const choices = [...menu.querySelectorAll(".menu-list :is(a, button):not([hidden])")];
  const at = choices.indexOf(document.activeElement);
  if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); event.stopPropagation(); }
  if (event.key === "ArrowDown") { event.preventDefault(); event.stopPropagation(); choices[(at + 1) % choices.length]?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); event.stopPropagation(); choices.at(at - 1)?.focus(); }
}, true);

document.addEventListener("toggle", ({ target }) => {
  const field = target.matches?.("details.menu[open]") && target.querySelector(".menu-form input:not([type=hidden])");
  if (!field) return;
  field.focus();
  field.select();
}, true);
