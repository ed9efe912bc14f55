// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { drag } from "../page/drag.js";
import { fill, freshId, make } from "../page/make.js";
import { verdict } from "./verdict.js";

/** Where the plot is in the view box: curriculum/charts.py draws it. */
const PLOT = { top: 14, bottom: 270 - 52 };

/** A number that may be written as a fraction. @param {string} text */
const amount = (text) => {
  const [above, below = "1"] = text.split("/");
  return Number(above) / Number(below);
};

/**
 * A chart whose marks are dragged to their heights, and a table of boxes that does the same.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function sketch(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  const top = amount(screen.top);
  const step = amount(screen.step);
  const places = (String(step).split(".")[1] ?? "").length;
  let resting = false;
  const chart = make("div", { class: "tx-sketch-chart", html: screen.body });
  const svg = /** @type {SVGSVGElement} */ (chart.querySelector("svg"));
  const shapes = /** @type {SVGElement[]} */ ([...chart.querySelectorAll("[data-mark]")]);
  const line = chart.querySelector("polyline");
  const verdicts = screen.fields.map((_, index) => verdict(`${id}-v${index}`, words));
  const boxes = screen.fields.map((field, index) => /** @type {HTMLInputElement} */ (make("input", {
    type: "number", min: 0, max: top, step, class: "tx-number", dir: "ltr", "aria-label": fill(words.height_of, { mark: field.label }), "aria-describedby": `${id}-v${index}`,
    oninput: () => { show(); touched(); },
  })));
  /** The height of a mark, as far as the box holds one. @param {number} index */
  const height = (index) => Math.min(Math.max(Number(boxes[index].value) || 0, 0), top);
  function show() {
    const spots = shapes.map((shape, index) => {
      const y = PLOT.bottom - (height(index) / top) * (PLOT.bottom - PLOT.top);
      if (shape.tagName === "rect") {
        // A bar of no height keeps a foot to be taken by.
        shape.setAttribute("y", String(Math.min(y, PLOT.bottom - 4)));
        shape.setAttribute("height", String(Math.max(PLOT.bottom - y, 4)));
      } else shape.setAttribute("cy", String(y));
      return `${shape.getAttribute("cx") ?? 0},${y}`;
    });
    line?.setAttribute("points", spots.join(" "));
  }
  let held = 0;
  drag(/** @type {any} */ (svg), {
    lift(event) {
      if (resting) return false;
      // The nearest mark is the one that is meant, however high it is.
      const away = shapes.map((shape) => {
        const box = shape.getBoundingClientRect();
        return Math.abs(box.x + box.width / 2 - event.clientX);
      });
      held = away.indexOf(Math.min(...away));
      shapes[held].classList.add("tx-picked");
    },
    move(event) {
      const box = svg.getBoundingClientRect();
      const y = ((event.clientY - box.y) / box.height) * 270;
      const value = ((PLOT.bottom - y) / (PLOT.bottom - PLOT.top)) * top;
      boxes[held].value = (Math.round(Math.min(Math.max(value, 0), top) / step) * step).toFixed(places);
      show();
    },
    drop(event) {
      shapes[held].classList.remove("tx-picked");
      if (event) touched();
    },
  });
  const node = make(
    "div", { class: "tx-sketch", role: "group", "aria-labelledby": id, "aria-describedby": prompt },
    make("p", { class: "tx-ask", id }, words.bring_up), chart,
    make("ul", { class: "tx-heights" }, ...screen.fields.map((field, index) => make("li", {}, make("span", { dir: "auto", "aria-hidden": "true" }, field.label), boxes[index], verdicts[index].node))),
  );
  show();
  return {
    node,
    read: () => boxes.map((box) => box.value),
    write(answer) {
      boxes.forEach((box, index) => (box.value = Array.isArray(answer) && answer[index] !== undefined ? String(amount(String(answer[index]))) : ""));
      show();
    },
    rest(rests) {
      resting = rests;
      node.classList.toggle("tx-resting", rests);
      boxes.forEach((box) => (box.readOnly = rests));
    },
    judge: (fits) => verdicts.forEach((one, index) => one.say(fits[index])),
  };
}
