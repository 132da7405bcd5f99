// What was typed into rows and is not saved yet, kept in this tab: it survives a reload, a lost
// connection and a log-in that ran out. Each row's copy leaves once the server has it.
export function rowStore(form) {
  const place = `rows:${location.pathname}`;
  const controls = (body) => [...body.querySelectorAll("[data-cell] :is(input, select, textarea)")];
  const read = () => JSON.parse(sessionStorage.getItem(place) ?? "{}");
  const write = (rows) => sessionStorage.setItem(place, JSON.stringify(rows));
  const columns = new URL(form.querySelector("[data-row]").dataset.url, location.href).search;
  const key = (body) => body.id + columns;
  const version = (body) => body.querySelector('input[name$="-version"]');

  return {
    keep(body) {
      const values = controls(body).map((c) => [c.name, c.value, c.checked ?? null]);
      write({ ...read(), [key(body)]: { version: version(body).value, values } });
    },
    forget(body) {
      const rows = read();
      delete rows[key(body)];
      write(rows);
    },
    // Puts a copy back, with the version it was typed over: the server tells what has changed since.
    restore(body) {
      const copy = read()[key(body)];
      if (!copy) return false;
      version(body).value = copy.version;
      for (const [name, value, checked] of copy.values) {
        const found = controls(body).filter((c) => c.name === name);
        for (const control of found) {
          if (!["checkbox", "radio"].includes(control.type)) control.value = value;
          else if (control.value === value) control.checked = checked;
        }
      }
      return true;
    },
  };
}
