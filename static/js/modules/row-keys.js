// Moving through a table of rows by keyboard: Enter goes down the column, Shift+Enter up, the
// arrows too where they have no other use. Ctrl+Enter calls `save` and stays.
export function rowKeys(form, save) {
  const step = (control, by) => {
    const rows = [...form.querySelectorAll("[data-row]")];
    const cell = control.closest("[data-cell]");
    const next = rows[rows.indexOf(control.closest("[data-row]")) + by];
    const target = next?.querySelector(`[data-cell="${cell.dataset.cell}"] :is(input, select, textarea)`);
    if (!target) return false;
    target.focus();
    target.select?.();
    return true;
  };

  form.addEventListener("keydown", (event) => {
    const control = event.target;
    if (event.isComposing || !control.closest("[data-cell]") || control.matches("button, a")) return;

    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(control);
      return;
    }
    if (control.matches("textarea")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!step(control, event.shiftKey ? -1 : 1)) save(control);
      return;
    }
    const typed = control.matches('input[type="text"]:not([list])');
    if (typed && !event.altKey && !event.ctrlKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      step(control, event.key === "ArrowUp" ? -1 : 1);
    }
  });
}
