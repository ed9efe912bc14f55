// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { drag } from "../page/drag.js";
import { zoomOf } from "../page/look.js";
import { fill, freshId, make } from "../page/make.js";

/** How far a line can be moved in, and by how many pixels a hand moves it one step. */
const MOST_STEPS = 6;
const STEP = 32;
const SIGNS = /** @type {Record<string, string>} */ ({ up: "↑", down: "↓", out: "⇤", in: "⇥" });
const ARROWS = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });

/**
 * Lines to be moved up and down, and in and out, with buttons, arrow keys or by their handle.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function lines(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  let order = screen.options.map((_, index) => index);
  let steps = screen.options.map(() => 0);
  /** The lines that are left out. @type {Set<number>} */
  let away = new Set();
  let resting = false;
  const said = make("p", { class: "off-screen", role: "status" });
  const list = make("ol", { class: screen.mono ? "tx-lines tx-mono" : "tx-lines", "aria-labelledby": id, "aria-describedby": prompt });
  const rows = screen.options.map((option, index) => {
    /** @param {string} way @param {number} down @param {number} right */
    const button = (way, down, right) => make(
      "button", { type: "button", class: `tx-move tx-${way}`, "aria-label": fill(words[`${way}_label`], { line: option.text.trim() }), title: words[way], onclick: () => shift(index, down, right) },
      make("span", { "aria-hidden": "true" }, SIGNS[way]),
    );
    const leave = screen.spare ? make(
      "button", { type: "button", class: "tx-move tx-leave", "aria-pressed": "false", "aria-label": fill(words.leave_label, { line: option.text.trim() }), title: words.leave, onclick: () => toggle(index) },
      make("span", { "aria-hidden": "true" }, "✕"),
    ) : null;
    const grip = make("span", { class: "tx-grip", "aria-hidden": "true" }, "⠿");
    const row = make(
      "li", {}, grip, make("span", { class: "tx-text", dir: screen.mono ? "ltr" : "auto", html: option.html }),
      make("span", { class: "tx-moves", dir: screen.indent ? "ltr" : null }, button("up", -1, 0), button("down", 1, 0), ...(screen.indent ? [button("out", 0, -1), button("in", 0, 1)] : []), leave),
    );
    row.addEventListener("keydown", (event) => {
      const [down, right] = ARROWS[event.key] ?? [0, 0];
      if (!(down || (right && screen.indent)) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      shift(index, down, right);
    });
    let from = { x: 0, steps: 0 };
    drag(grip, {
      lift: (event) => {
        if (resting) return false;
        from = { x: event.clientX, steps: steps[index] };
        row.classList.add("tx-flying");
      },
      move: (event) => {
        const over = order.findIndex((one) => event.clientY < rows[one].getBoundingClientRect().bottom);
        const right = screen.indent ? Math.round((event.clientX - from.x) / (STEP * zoomOf(row))) + from.steps - steps[index] : 0;
        shift(index, (over < 0 ? order.length - 1 : over) - order.indexOf(index), right);
      },
      drop: () => row.classList.remove("tx-flying"),
    });
    return row;
  });
  /** Leave a line out, or take it in again. @param {number} index */
  function toggle(index) {
    if (resting) return;
    if (!away.delete(index)) away.add(index);
    show(index);
    touched();
  }
  /** @param {number} index @param {number} down lines @param {number} right steps */
  function shift(index, down, right) {
    const from = order.indexOf(index);
    const to = Math.min(Math.max(from + down, 0), order.length - 1);
    const step = Math.min(Math.max(steps[index] + right, 0), MOST_STEPS);
    if (resting || (to === from && step === steps[index])) return;
    order.splice(to, 0, ...order.splice(from, 1));
    steps[index] = step;
    show(index);
    said.textContent = fill(screen.indent ? words.moved_in : words.moved, { line: screen.options[index].text.trim(), n: to + 1, of: order.length, steps: step });
    touched();
  }
  /** @param {number} [still] a row that must not leave the page for a moment: it would drop its focus, or the hand that drags it */
  function show(still = order[0]) {
    const at = order.indexOf(still);
    if (!rows[still].isConnected) list.append(rows[still]);
    rows[still].before(...order.slice(0, at).map((index) => rows[index]));
    rows[still].after(...order.slice(at + 1).map((index) => rows[index]));
    order.forEach((index, place) => {
      /** @type {Record<string, boolean>} */
      const ends = { up: place === 0, down: place === order.length - 1, out: steps[index] === 0, in: steps[index] === MOST_STEPS };
      for (const way of Object.keys(SIGNS)) rows[index].querySelector(`.tx-${way}`)?.setAttribute("aria-disabled", String(resting || ends[way]));
      rows[index].style.setProperty("--steps", String(steps[index]));
      rows[index].classList.toggle("tx-away", away.has(index));
      rows[index].querySelector(".tx-leave")?.setAttribute("aria-pressed", String(away.has(index)));
    });
  }
  const node = make("div", { class: screen.indent ? "tx-order tx-indent" : "tx-order" }, make("p", { class: "tx-ask", id }, (screen.indent ? words.in_and_order : words.put_in_order) + (screen.spare ? ` ${words.spare_lines}` : "")), list, said);
  show();
  return {
    node,
    read() {
      const kept = order.filter((index) => !away.has(index));
      return screen.indent ? kept.flatMap((index) => [index, steps[index]]) : kept;
    },
    write(answer) {
      const given = /** @type {number[]} */ (Array.isArray(answer) ? answer : []);
      const width = screen.indent ? 2 : 1;
      const whole = given.length === width * rows.length || (screen.spare && given.length > 0);
      const kept = whole ? given.filter((_, place) => place % width === 0) : rows.map((_, index) => index);
      away = new Set(rows.map((_, index) => index).filter((index) => !kept.includes(index)));
      order = [...kept, ...away];
      steps = rows.map((_, index) => (whole && screen.indent ? given[2 * kept.indexOf(index) + 1] ?? 0 : 0));
      show();
    },
    rest(rests) {
      resting = rests;
      node.classList.toggle("tx-resting", rests);
      show();
    },
  };
}
