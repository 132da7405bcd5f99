// form[data-task-rows]: each changed row of the table saves itself when the focus leaves it.
// The server answers with the row: saved, with its faults, or with both texts of a conflict. What
// is typed is kept like that of any form until then. Without this module the form saves it all.
import { annualHours } from "./annual-hours.js";
import { saving, typed } from "./keep-text.js";
import { rowKeys } from "./row-keys.js";

const WORDS = {
  typing: "… まだ保存していません",
  saving: "… 保存中",
  offline: "! 接続できません。入力はこの画面に残っています",
  refused: "! 保存できません。画面を読み込み直してください。入力はこの画面に残っています",
  restored: "… 保存していなかった入力を戻しました",
};

const SETTLED = ["", "saved", "untouched"];

export function taskRows(root) {
  for (const form of root.querySelectorAll("form[data-task-rows]")) watch(root, form);
}

function watch(root, form) {
  const rows = new Map(); // key → { body, changed, saving }

  const say = (row, words) => {
    row.body.querySelector("[data-row-state]").textContent = words;
  };
  const part = (row) => row.body.querySelector('input[name$="-version"]').name.split("-")[0];

  for (const body of form.querySelectorAll("[data-row]")) {
    const row = { body, changed: 0, saving: false };
    rows.set(body.id, row);
    body.querySelector("[data-row-save]").hidden = true;
    const putBack = body.querySelector("[data-put-back]") !== null;
    if (putBack) say(row, WORDS.restored);
    if (putBack || !SETTLED.includes(body.dataset.state)) row.changed = 1;
  }

  const rowOf = (element) => rows.get(element.closest?.("[data-row]")?.id);

  const changed = (row) => {
    row.changed += 1;
    say(row, WORDS.typing);
    annualHours(row.body);
  };

  form.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.target.getAttribute("list")) adoptCategory(root, event.target, row.body);
    changed(row);
  });

  form.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && !row.body.contains(event.relatedTarget)) save(row);
  });

  form.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.target.closest("[data-use-hours]")) {
      event.preventDefault();
      row.body.querySelector('[name$="-annual_hours_before"]').value = row.body.querySelector("[data-computed-hours]").textContent;
      changed(row);
      row.body.querySelector('[name$="-annual_hours_before"]').focus();
    } else if (event.target.closest("[data-row-choose]")) {
      event.preventDefault();
      row.changed += 1;
      save(row, { chosen: true });
    }
  });

  rowKeys(form, (element) => {
    const row = rowOf(element);
    if (row) save(row);
  });

  async function save(row, { chosen = false } = {}) {
    const waits = row.body.querySelector("[data-conflict]") && !chosen;
    if (row.saving) row.again = true; // asked for while another save is on its way
    if (!row.changed || row.saving || waits) return;
    const sent = new FormData();
    sent.append("kept_form", form.elements.namedItem("kept_form").value);
    for (const control of row.body.querySelectorAll("input, select, textarea")) {
      if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
      sent.append(control.name, control.value);
    }
    const at = row.changed;
    row.saving = true;
    row.again = false;
    say(row, WORDS.saving);
    await saving(form, part(row));
    try {
      const answer = await fetch(row.body.dataset.url, {
        method: "POST",
        body: new URLSearchParams(sent),
        headers: { Accept: "text/html, application/json", "X-CSRFToken": token(form) },
        credentials: "same-origin",
      });
      const isRow = answer.ok && answer.headers.get("Content-Type").startsWith("text/html");
      if (isRow) take(row, await answer.text(), sent, at);
      else if (answer.ok) loggedOut(row);
      else say(row, WORDS.refused);
    } catch {
      say(row, WORDS.offline);
      typed(form, part(row));
    } finally {
      row.saving = false;
    }
    const left = row.again || !row.body.contains(root.activeElement);
    if (row.changed > at && left) save(row);
  }

  function take(row, text, sent, at) {
    const holder = root.createElement("template");
    holder.innerHTML = `<table>${text}</table>`;
    const fresh = holder.content.querySelector("[data-row]");
    const { state } = fresh.dataset;
    const settled = SETTLED.includes(state);
    swapCells(row.body, fresh, { sent, settled, since: row.changed > at });
    copyConflict(row.body, fresh);
    row.body.dataset.state = state;
    row.body.classList.toggle("work-row--faulty", !settled);
    if (settled && row.changed === at) row.changed = 0;
    else if (settled) typed(form, part(row));
    const words = fresh.querySelector("[data-row-state]").textContent;
    say(row, row.changed > at ? WORDS.typing : words || (settled ? "✓ 変わったところはありません" : ""));
  }

  function loggedOut(row) {
    const state = row.body.querySelector("[data-row-state]");
    state.textContent = "! ログインの時間が切れました。「直した行をすべて保存する」を押してログインすると、入力が戻ります。";
    row.lost = true;
  }

  const saveAll = () => {
    for (const row of rows.values()) save(row);
  };
  window.addEventListener("online", saveAll);
}

// Choosing a system brings its category along.
function adoptCategory(root, input, body) {
  const option = [...root.getElementById(input.getAttribute("list")).options].find((o) => o.value === input.value);
  const category = body.querySelector('select[name$="-category"]');
  if (option && category) category.value = option.dataset.category;
}

function token(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.namedItem("csrfmiddlewaretoken").value;
}

// New cells replace old ones, unless somebody is in them or has typed since.
function swapCells(body, fresh, { sent, settled, since }) {
  const version = body.querySelector('input[name$="-version"]');
  const next = fresh.querySelector('input[name$="-version"]');
  if (version && next) version.value = next.value;
  for (const cell of body.querySelectorAll("[data-cell]")) {
    const instead = fresh.querySelector(`[data-cell="${cell.dataset.cell}"]`);
    const control = cell.querySelector("input, select, textarea");
    const same = control.type === "checkbox" ? !since : sent.get(control.name) === control.value;
    if (!instead || !same) continue;
    if (cell.contains(document.activeElement)) renewWithin(cell, instead, control, settled);
    else cell.replaceChildren(...instead.childNodes);
  }
}

// The control in use stays; only its value and what is said about it change.
function renewWithin(cell, instead, control, settled) {
  const next = instead.querySelector("input, select, textarea");
  if (settled && control.type !== "checkbox") control.value = next.value;
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (next.hasAttribute(name)) control.setAttribute(name, next.getAttribute(name));
    else control.removeAttribute(name);
  }
  cell.querySelector(".errorlist")?.remove();
  const errors = instead.querySelector(".errorlist");
  if (errors) control.after(errors);
}

function copyConflict(body, fresh) {
  body.querySelector("[data-conflict]")?.remove();
  const conflict = fresh.querySelector("[data-conflict]");
  if (conflict) body.append(conflict);
}
