// A menu of the header (details): Escape closes it and returns to its button.
export function closeMenu(root) {
  for (const menu of root.querySelectorAll("details.site-menu, details.plan-choice")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
