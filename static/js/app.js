/* What the pages gain when scripts run: copying, printing, searching, and rows that save themselves. No rule lives here; rows
   are saved by htmx, and the server answers with the warnings. */
"use strict";
document.documentElement.classList.add("js");

/* Say: seen for a moment and spoken. The words stand in the page, since they are translated there. */
const said = document.getElementById("said");
let hush;
function say(word, ...figures) {
  if (!said) return;
  said.textContent = figures.reduce((text, figure, i) => text.replace(`{${i}}`, figure), said.dataset[word]);
  clearTimeout(hush);
  hush = setTimeout(() => { said.textContent = ""; }, 6000);
}

async function copy(source) {
  const text = source.value ?? source.innerText;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // without HTTPS browsers keep the clipboard to themselves; selecting is still allowed
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  event.preventDefault();
  if ("print" in button.dataset) window.print();
  else say(await copy(document.querySelector(button.dataset.copy)) ? "copied" : "notCopied");
});

/* Search from any page: / goes to the field, Enter opens the first of what is shown for exactly this question, arrows walk
   through it, Esc puts it away. */
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("search"), found = document.getElementById("found"), at = event.target;
  if (!field || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "/" && !at.matches("input:not([type=checkbox], [type=radio]), select, textarea")) field.select();
  else if (!field.form.contains(at) || !found.hasChildNodes()) return;
  else if (event.key === "Escape") found.replaceChildren(), field.focus();
  else if (event.key === "Enter" && at === field) {
    const first = document.getElementById("found-n").dataset.asked === field.value.trim() && found.querySelector(".hits a");
    if (!first) return;
    first.click();
  }
  else if (step) {
    const stops = [field, ...found.querySelectorAll("a")];
    stops[stops.indexOf(at) + step]?.focus();
  } else return;
  event.preventDefault();
});

/* ? leads to the list of keys, unless somebody is typing. */
document.addEventListener("keydown", (event) => {
  const guide = document.getElementById("guide");
  if (event.key !== "?" || !guide || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  event.preventDefault();
  location.assign(`${guide.href}#keys`);
});

/* Rows under way and rows that failed: marked, counted in the bar, and not left behind unasked. */
const ROWS = ["matrix", "cells", "sheet", "ledger"]; // forms that take every row along
let sent = null;
function mark(row, state) {
  row.classList.remove("is-saving", "is-failed");
  if (state !== "saved") row.classList.add(`is-${state}`);
  const saves = document.querySelector(".saves");
  if (saves) {
    saves.dataset.now = document.querySelector(".is-failed") ? "failed" : document.querySelector(".is-saving") ? "saving" : "saved";
  }
}
/* The row is looked up by its id, since an answer may have put a new one in its place. */
const rowOf = (event) => {
  const row = event.detail.elt.closest(".matrix tr, .cells tr, form.sheet");
  return row && (document.getElementById(row.id) ?? row);
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const row = rowOf(event);
  if (row) mark(row, "saving");
});
/* An answer may lead away, to signing in, with the words of the row: they are not lost, and nobody is asked. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const row = rowOf(event);
  if (row && event.detail.xhr.getResponseHeader("X-Words")) mark(row, "saved");
});
document.addEventListener("htmx:afterRequest", (event) => {
  const row = rowOf(event);
  if (row) mark(row, event.detail.successful ? "saved" : "failed");
});
/* Signing in again in another tab turns the token of this page. The answer brings the new one, if it is the same person: the
   other forms of the page get it too, and what was to be saved is sent again, once. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr, successful, requestConfig } = event.detail;
  const token = xhr.status === 403 && xhr.getResponseHeader("X-CSRFToken");
  if (successful) delete elt.renewed;
  if (!token || elt.renewed) return;
  elt.renewed = true;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  document.body.setAttribute("hx-headers", JSON.stringify({ ...headers, "X-CSRFToken": token }));
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  htmx.trigger(elt, requestConfig.triggeringEvent?.type ?? "change");
});
/* A page that is left, or a form that takes every row along, waits until what is being saved is saved. */
function whenSaved(go) {
  const look = () => setTimeout(() => {
    if (document.querySelector(".is-saving")) return;
    document.removeEventListener("htmx:afterRequest", look);
    go();
  });
  document.addEventListener("htmx:afterRequest", look);
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.shiftKey || event.metaKey || link.target || link.matches("[href^='#']")) return;
  if (!document.querySelector(".is-saving")) return;
  event.preventDefault();
  whenSaved(() => { location.href = link.href; });
});
document.addEventListener("submit", (event) => {
  if (!document.querySelector(".is-saving")) {
    sent = event.target;
    return;
  }
  event.preventDefault();
  const { target: form, submitter } = event;
  const alike = (each) => each.type === "submit" && ["name", "value", "formAction"].every((name) => each[name] === submitter?.[name]);
  whenSaved(() => form.requestSubmit(submitter && [...form.elements].find(alike))); // an answer may have put a new button there
}, { capture: true });
window.addEventListener("pageshow", () => { sent = null; });
/* What stands in a form and was not sent: lost when another form of the page is, and rows also when a link is followed. Rows
   that save themselves are not asked; they know better. */
const starts = (field) => [...field.options].find((each) => each.defaultSelected) ?? field.options[0];
function isChanged(field) {
  const isWritten = field.matches("input:not([type=hidden], [type=submit], [type=button], [type=image]), select, textarea");
  if (!isWritten || !field.name || field.closest("[hx-post]")) return false;
  if (field.options) return !field.multiple && field.options[field.selectedIndex] !== starts(field);
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}
const isLost = (form) => form !== sent && form.method === "post" && (sent || ROWS.includes(form.id))
  && !form.querySelector("[type=password]") && [...form.elements].some(isChanged);
window.addEventListener("beforeunload", (event) => {
  const unsent = typeof unsaved === "function" && unsaved(); // sheets.js stands only on pages with sheets
  const rows = !ROWS.includes(sent?.id) && (unsent || document.querySelector(".is-saving, .is-failed"));
  const lost = rows || [...document.forms].some(isLost);
  setTimeout(() => { sent = null; }); // whoever stays may go later
  if (!lost) return;
  event.preventDefault();
  event.returnValue = true; // browsers of before 2024 ask only for this
});
