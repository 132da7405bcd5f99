// form[data-kept]: what is typed into it is kept on the server, at most five seconds behind the
// typing and once more as the page is left. Nothing is stored in the browser: machines are shared.
// form[data-draft] keeps into its own draft first; the server keeps what the draft cannot take.
// form[data-form-rows] keeps each row by itself (t12-name is of row t12).
const QUIET = 1000;
const LATEST = 4000;
const AGAIN = 5000;
const MOST_BYTES = 60_000; // what a browser still sends while it leaves a page
const UNKEPT = ["file", "password", "submit", "button", "image", "reset"];
const WORDS = {
  offline: "接続できないため、まだ保存していません。書いた内容はこの画面に残っています。",
  logged_out: "ログインの時間が切れました。ボタンを押してログインすると、書いた内容がこの画面に戻ります。",
  refused: "今は預かれません。書いた内容はこの画面に残っています。",
};
const keepers = new WeakMap();

export function keepText(root) {
  for (const form of root.querySelectorAll("form[data-kept]")) keepers.set(form, keeper(root, form));
  // A page that comes back as it was left: somebody else may be at the machine by now.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// Holds a row back while another module saves it, so that no older text of it arrives later.
export function saving(form, row) {
  return keepers.get(form)?.saving(row) ?? Promise.resolve();
}

// Says that a row was typed into by a script, or is not saved after all.
export function typed(form, row) {
  keepers.get(form)?.typed(row);
}

function keeper(root, form) {
  const inRows = form.matches("[data-form-rows]");
  const { draft } = form.dataset;
  const waiting = new Map(); // row → when it was first typed into since it was last kept
  let timer = 0;
  let sent = false; // the form itself is on its way
  let failed = false;
  let last = Promise.resolve();

  const place = form.querySelector("[data-kept-state]") ?? state(root, form);
  const rowOf = (name) => (inRows && name.includes("-") ? name.split("-")[0] : "");
  const of = (row) => (c) => c.name && !UNKEPT.includes(c.type) && (!inRows || rowOf(c.name) === row);

  const body = (row) => {
    const data = new URLSearchParams();
    for (const control of [...form.elements].filter(of(row))) {
      if (["csrfmiddlewaretoken", "kept_form", "once_only"].includes(control.name)) continue;
      if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
      const values = control.multiple ? [...control.selectedOptions].map((o) => o.value) : [control.value];
      for (const value of values) data.append(control.name, value);
    }
    const marker = form.elements.namedItem("kept_form").value;
    if (draft) {
      data.set("action", "autosave");
      data.set("kept_form", marker);
    } else {
      data.set("kept_for", marker);
      data.set("kept_token", form.elements.namedItem("once_only").value);
    }
    return data;
  };

  const take = (answer) => {
    failed = !["kept", "handed_in", "too_much"].includes(answer.state);
    place.textContent = answer.words || WORDS[answer.state] || "";
    if (answer.version) form.elements.namedItem("version").value = answer.version;
  };

  const send = async (row, keepalive = false) => {
    const since = waiting.get(row);
    waiting.delete(row);
    try {
      const answer = await fetch(draft ?? form.dataset.kept, {
        method: "POST",
        body: body(row),
        headers: { Accept: "application/json", "X-CSRFToken": token(form) },
        credentials: "same-origin",
        keepalive,
      });
      take(answer.ok ? await answer.json() : { state: "refused" });
    } catch {
      failed = true;
      place.textContent = WORDS.offline;
      if (!waiting.has(row)) waiting.set(row, since ?? Date.now());
      plan(AGAIN);
    }
  };

  const sendAll = () => {
    if (sent) return last;
    last = last.then(async () => {
      for (const row of [...waiting.keys()]) await send(row);
    });
    return last;
  };

  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(sendAll, delay);
  };

  const note = (row) => {
    if (!waiting.has(row)) waiting.set(row, Date.now());
    const first = Math.min(...waiting.values());
    plan(Math.max(0, Math.min(QUIET, first + LATEST - Date.now())));
  };

  for (const event of ["input", "change"]) {
    form.addEventListener(event, ({ target }) => {
      if (target.name && !UNKEPT.includes(target.type)) note(rowOf(target.name));
    });
  }
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    sent = true;
    clearTimeout(timer);
  });
  window.addEventListener("online", () => {
    if (failed) sendAll();
  });
  root.addEventListener("visibilitychange", () => {
    if (root.visibilityState === "hidden") sendAll();
  });
  // Leaving asks only where the text could not be kept.
  window.addEventListener("beforeunload", (event) => {
    if (sent || (!waiting.size && !failed)) return;
    const bytes = [...waiting.keys()].map((row) => new Blob([body(row).toString()]).size);
    if (failed || bytes.some((size) => size > MOST_BYTES)) {
      event.preventDefault();
      return;
    }
    for (const row of [...waiting.keys()]) send(row, true);
  });

  return {
    saving(row) {
      waiting.delete(row);
      return last;
    },
    typed: note,
  };
}

function state(root, form) {
  const place = root.createElement("p");
  place.className = "support no-print";
  place.setAttribute("role", "status");
  form.append(place);
  return place;
}

function token(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.namedItem("csrfmiddlewaretoken").value;
}
