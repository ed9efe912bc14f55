// Filling in a grid by keys alone: the arrows and Enter move, a full field moves on by itself. Without this script it is a form as any other.
"use strict";

/** @param {HTMLInputElement} field @param {number} down @param {number} right */
function move(field, down, right) {
  const rows = [...field.closest("tbody").rows].map((row) => [...row.querySelectorAll("[data-max]")]);
  const row = rows.findIndex((fields) => fields.includes(field));
  const next = rows[row + down]?.[rows[row].indexOf(field) + right] ?? (right > 0 ? rows[row + 1]?.[0] : undefined);
  if (next) { next.focus(); next.select(); }
  return Boolean(next);
}

for (const grid of document.querySelectorAll("[data-grid]")) {
  const onward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -onward], ArrowRight: [0, onward], Enter: [1, 0] };
  grid.addEventListener("keydown", (event) => {
    const way = moves[event.key];
    if (!way || !event.target.matches("[data-max]")) return;
    event.preventDefault();
    move(event.target, way[0], way[1]);
  });
  grid.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-max]")) return;
    const wrong = field.value !== "" && !field.checkValidity();
    field.setAttribute("aria-invalid", String(wrong));
    if (!wrong && field.value.length >= field.maxLength) move(field, 0, 1);
  });
}
