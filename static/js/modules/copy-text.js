// [data-copies]: a button that puts the text of one element into a field, below what was typed there.
// Without this it is sent, and the page comes back with the text in the field.
export function copyText(root) {
  for (const button of root.querySelectorAll("[data-copies]")) {
    button.addEventListener("click", (event) => {
      const from = document.getElementById(button.dataset.copies);
      const field = document.getElementById(button.dataset.copiesTo);
      if (!from || !field) return;
      event.preventDefault();
      const text = from.textContent.trim();
      if (!field.value.includes(text)) {
        field.value = [field.value.trim(), text].filter(Boolean).join("\n");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      field.focus();
    });
  }
}
