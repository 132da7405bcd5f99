// form[data-select-all]: its links tick or clear every box without loading the page again.
// [data-select="all"], [data-select="none"]; [data-select-count] says how many are ticked.
export function selectAll(root) {
  for (const form of root.querySelectorAll("form[data-select-all]")) {
    const boxes = [...form.querySelectorAll('input[type="checkbox"]')];
    const count = form.querySelector("[data-select-count]");

    const tell = () => {
      count.textContent = `${boxes.filter((box) => box.checked).length}件を選んでいます`;
    };

    for (const link of form.querySelectorAll("[data-select]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        for (const box of boxes) box.checked = link.dataset.select === "all";
        tell();
      });
    }
    form.addEventListener("change", tell);
    tell();
  }
}
