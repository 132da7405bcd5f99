// [data-print]: a button that opens the print dialogue; hidden in the markup, shown here.
// details[data-print-open]: unfolded while printing.
export function printing(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...root.querySelectorAll("details[data-print-open]:not([open])")];
    for (const details of unfolded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
  });
}
