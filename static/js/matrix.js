/* The star matrix when scripts run: under keys, and from a spreadsheet. No rule lives here. */
"use strict";

/* A line is a row that has boxes to tick; area and total rows have none. */
const boxesOf = (row) => [...row.querySelectorAll("td.s input")];
const linesOf = (rows) => [...rows].filter((row) => boxesOf(row).length);
const focusedBox = () => document.activeElement?.closest?.(".matrix td.s input");

document.addEventListener("keydown", (event) => {
  const box = focusedBox();
  if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
  const row = box.closest("tr"), boxes = boxesOf(row), at = boxes.indexOf(box);
  const line = (step) => {
    const lines = linesOf(document.querySelectorAll(".matrix tr"));
    return boxesOf(lines[lines.indexOf(row) + step] ?? row)[at];
  };
  if (/^[1-5]$/.test(event.key)) boxes[event.key - 1]?.click();
  else if (event.key === "ArrowLeft") boxes[at - 1]?.focus();
  else if (event.key === "ArrowRight") boxes[at + 1]?.focus();
  else if (event.key === "ArrowUp") line(-1)?.focus();
  else if (event.key === "ArrowDown" || event.key === "Enter") line(1)?.focus(); // Enter would send the form
  else return;
  event.preventDefault();
});

/* A block copied from a spreadsheet is read by the server, as one, from the focused cell on or by the names in it; the page
   that answers shows what it would change. */
document.addEventListener("paste", (event) => {
  const box = focusedBox(), form = document.getElementById("paste");
  if (!box || !form) return;
  event.preventDefault();
  const { text, unit, star } = form.elements;
  [text.value, unit.value, star.value] = [event.clipboardData.getData("text/plain"), box.name.replace("t-", ""), box.value];
  form.requestSubmit();
});
