// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { make } from "../page/make.js";
import { picks } from "./picks.js";

/**
 * A chart whose marks can be pointed at, and radios with their names.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function marks(screen, words, prompt, touched) {
  const chart = make("div", { html: screen.body });
  const shapes = [...chart.querySelectorAll("[data-mark]")];
  const list = picks({ ...screen, kind: "choice" }, { ...words, pick_one: words.point_at }, prompt, () => { show(); touched(); });
  const inputs = [...list.node.querySelectorAll("input")];
  function show() {
    shapes.forEach((shape) => shape.classList.toggle("tx-picked", inputs[Number(shape.getAttribute("data-mark"))].checked));
  }
  // A press anywhere above or below a mark means it: a low bar is a small thing to hit.
  chart.querySelector("svg")?.addEventListener("click", (event) => {
    const near = (/** @type {Element} */ shape, vertical = 0) => {
      const box = shape.getBoundingClientRect();
      return Math.hypot(box.x + box.width / 2 - event.clientX, vertical * (box.y + box.height / 2 - event.clientY));
    };
    const flat = shapes[0]?.tagName === "rect" ? 0 : 1;
    const nearest = shapes.reduce((best, shape) => (near(shape, flat) < near(best, flat) ? shape : best), shapes[0]);
    inputs[Number(nearest.getAttribute("data-mark"))].click();
  });
  const node = make("div", { class: "tx-marks" }, chart, list.node);
  return {
    ...list,
    node,
    write(answer) {
      list.write(answer);
      show();
    },
  };
}
