/* Plan sheets when scripts run: their table under keys and from a spreadsheet, and saving without losing anybody's words.
   Nothing here decides; the server answers with what is missing, not understood, or written by two. */
"use strict";

/* The table of plan sheets under keys, as in a spreadsheet: Enter and the arrows go to the next row, Shift+Enter back; in a
   text the arrows leave it only at its ends, and Enter with Ctrl. Ctrl+D repeats the cell above. */
const CELL = "input:not([type=hidden]), textarea, select";
const cellOf = () => document.activeElement?.closest?.(".cells tbody td > *");
const beside = (cell, down, right) => {
  const td = cell.closest("td"), row = td.parentElement;
  const rows = [...row.parentElement.rows].filter((each) => each.querySelector(`td > :is(${CELL})`));
  return rows[rows.indexOf(row) + down]?.cells[td.cellIndex + right]?.querySelector(CELL);
};
const saveRow = (cell) => cell.dispatchEvent(new Event("change", { bubbles: true }));
function stepFrom(cell, event) {
  if (event.key === "Enter") return cell.tagName === "TEXTAREA" && !event.ctrlKey ? null : [event.shiftKey ? -1 : 1, 0];
  if (cell.tagName === "SELECT" || event.ctrlKey || event.shiftKey) return null;
  const lines = cell.tagName === "TEXTAREA", length = cell.value.length, all = length && cell.selectionEnd - cell.selectionStart === length;
  const first = all || cell.selectionEnd === 0, last = all || cell.selectionStart === length;
  if (event.key === "ArrowUp") return !lines || first ? [-1, 0] : null;
  if (event.key === "ArrowDown") return !lines || last ? [1, 0] : null;
  if (event.key === "ArrowLeft") return first ? [0, -1] : null;
  if (event.key === "ArrowRight") return last ? [0, 1] : null;
  return null;
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf();
  if (!cell?.matches(CELL) || event.altKey || event.metaKey || event.isComposing) return;
  const step = stepFrom(cell, event);
  if (step) {
    const target = beside(cell, ...step);
    if (target || event.key === "Enter") event.preventDefault();
    target?.focus();
    target?.select?.();
  } else if (event.ctrlKey && event.key.toLowerCase() === "d" && beside(cell, -1, 0)) {
    event.preventDefault();
    cell.value = beside(cell, -1, 0).value;
    saveRow(cell);
  }
});

/* A block as spreadsheets copy it: tabs between cells, a line to a row; a cell with lines of its own stands in quotes. */
function blockOf(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === "\n") rows.push([]);
    else if (!end) break;
  }
  return rows;
}

/* Lines without a tab may be one text with several lines: only what came from a table goes down a column of texts. */
document.addEventListener("paste", (event) => {
  const cell = cellOf(), clip = event.clipboardData;
  const text = clip.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const table = text.includes("\t") || /<(table|tr)\b/i.test(clip.getData("text/html"));
  if (!cell?.matches(CELL) || !(table || (text.includes("\n") && cell.tagName !== "TEXTAREA"))) return;
  event.preventDefault();
  let changed = 0, left = 0;
  blockOf(text).forEach((words, down) => {
    words.forEach((word, right) => {
      const target = beside(cell, down, right);
      const option = target?.options && [...target.options].find((each) => [each.text, each.value].includes(word || "—"));
      if (!target || (target.options && !option)) left += 1;
      else {
        target.value = option ? option.value : word;
        changed += 1;
      }
    });
    const first = beside(cell, down, 0);
    if (first) saveRow(first);
  });
  say(left ? "pastedCellsSome" : "pastedCells", changed, left);
});

/* What saves itself sends only the cells that were changed, each with what stood there before: two people may then write
   different cells of one sheet, and where both wrote the same one, both texts are shown. */
const SAVES_ITSELF = ".cells tr[hx-post], form.sheet[hx-post]";
const initial = (field) => field.options ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0]).value : field.defaultValue;
const was = (field) => field.dataset.was ?? initial(field);
const fieldsOf = (elt) => [...elt.querySelectorAll(CELL)].filter((field) => field.name);
const unsaved = () => [...document.querySelectorAll(SAVES_ITSELF)].some((elt) => fieldsOf(elt).some((field) => field.value !== was(field)));

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, formData } = event.detail;
  if (!elt.matches(SAVES_ITSELF)) return;
  for (const field of fieldsOf(elt)) {
    if (field.value === was(field)) formData.delete(field.name);
    else formData.set(field.name.startsWith("c-") ? field.name.replace("c-", "w-") : `was-${field.name}`, was(field));
  }
  elt.sent = formData;
});
function noteSent(event) {
  const { elt, successful, xhr } = event.detail;
  if (!elt.matches(SAVES_ITSELF) || !(successful || xhr.getResponseHeader("X-Words"))) return;
  for (const field of fieldsOf(elt)) if (elt.sent?.has(field.name)) field.dataset.was = elt.sent.get(field.name);
}
document.addEventListener("htmx:beforeOnLoad", noteSent); // an answer that leads away with the words is no loss
document.addEventListener("htmx:afterRequest", noteSent);
/* Both texts have been seen: keeping one's own is now a choice, and so is taking the other. */
document.addEventListener("htmx:oobAfterSwap", (event) => {
  for (const each of event.detail.target.querySelectorAll("[data-cell]")) {
    const field = document.getElementById(each.dataset.cell);
    if (field) field.dataset.was = each.dataset.now;
  }
});
document.addEventListener("click", (event) => {
  const both = event.target.closest("[data-take]")?.closest("[data-cell]");
  const field = both && document.getElementById(both.dataset.cell);
  if (!field) return;
  field.value = both.dataset.now;
  field.focus();
  saveRow(field);
});
