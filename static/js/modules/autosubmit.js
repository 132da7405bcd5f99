// form[data-autosubmit]: a changed select sends the form, so its button is no longer needed.
// Arrow keys step through the options one by one, so a choice by key waits for the button.
export function autosubmit(root) {
  for (const form of root.querySelectorAll("form[data-autosubmit]")) {
    const select = form.querySelector("select");
    let byKey = false;

    select.addEventListener("keydown", (event) => {
      byKey = event.key.startsWith("Arrow") || event.key.length === 1;
    });
    select.addEventListener("pointerdown", () => {
      byKey = false;
    });
    select.addEventListener("change", () => {
      if (!byKey) form.requestSubmit();
    });
  }
}
