// details.site-menu: Escape closes the menu and returns to its button.
export function closeMenu(root) {
  for (const menu of root.querySelectorAll("details.site-menu")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
}
