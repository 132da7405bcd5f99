// form[data-keep-copy]: what was typed survives a reload, a lost connection or a closed session in
// this tab, until the server has it. The copy leaves with the tab.
export function keepCopy(root) {
  for (const form of root.querySelectorAll("form[data-keep-copy]")) {
    const place = `copy:${location.pathname}`;
    const state = root.getElementById("autosave-state");
    const typed = () => [...form.elements].filter((e) => e.name && !["hidden", "submit"].includes(e.type));

    const version = () => form.elements.namedItem("version").value;
    const values = () =>
      typed()
        .filter((e) => e.type !== "radio" || e.checked)
        .map((e) => [e.name, e.value]);

    const store = () => {
      sessionStorage.setItem(place, JSON.stringify({ version: version(), values: values() }));
    };
    const forget = () => sessionStorage.removeItem(place);
    const restore = (copy) => {
      for (const [name, value] of copy) {
        for (const element of typed().filter((e) => e.name === name)) {
          if (element.type === "radio") element.checked = element.value === value;
          else element.value = value;
        }
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const say = (words) => {
      if (state) (root.getElementById("autosave-state") ?? state).textContent = words;
    };

    form.addEventListener("input", store);
    form.addEventListener("submit", store);
    form.addEventListener("draft-saved", () => {
      forget();
      form.dispatchEvent(new Event("saved"));
    });
    const waiting = () => {
      say("接続できないため、まだ保存していません。書いた内容はこの画面に残っています。");
    };
    form.addEventListener("htmx:sendError", waiting);
    form.addEventListener("htmx:responseError", waiting);
    window.addEventListener("online", () => {
      if (sessionStorage.getItem(place)) form.dispatchEvent(new Event("change", { bubbles: true }));
    });

    // A copy counts only while the server's text is the one it was typed over.
    const copy = JSON.parse(sessionStorage.getItem(place) ?? "null");
    if (copy?.version === version() && JSON.stringify(copy.values) !== JSON.stringify(values())) {
      restore(copy.values);
      say("まだ保存していなかった内容を、この画面に戻しました。");
    } else {
      forget();
    }
  }
}
