// form[data-guard-unsaved]: asks before the page is left with changes that were not sent.
// Other modules may send "saved" to the form once its content is safe.
export function guardUnsaved(root) {
  for (const form of root.querySelectorAll("form[data-guard-unsaved]")) {
    let changed = false;

    form.addEventListener("input", () => {
      changed = true;
    });
    for (const settled of ["submit", "saved"]) {
      form.addEventListener(settled, () => {
        changed = false;
      });
    }
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
}
