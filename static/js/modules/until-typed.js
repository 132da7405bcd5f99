// [data-until-typed]: an offer that holds only while nothing is typed into the page's draft. It
// goes at the first key, so that a press on it never throws a text away.
export function untilTyped(root) {
  const form = root.querySelector("form[data-draft]");
  for (const offer of root.querySelectorAll("[data-until-typed]")) {
    for (const event of ["input", "change"]) {
      form?.addEventListener(event, () => {
        offer.hidden = true;
      });
    }
  }
}
