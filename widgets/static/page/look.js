// @ts-check
/** @import {Model} from "./contract.js" */

const ATTRIBUTES = ["data-theme", "data-size", "data-spacing", "data-font", "data-motion"];

/**
 * Put the student's own look on a root, and on the lesson's notebook around it, so that text between the questions and the way home follow.
 * @param {Model} model @param {HTMLElement} root
 */
export function dress(model, root) {
  /** @type {Record<string, string>} */
  const look = model.get("look") ?? {};
  /** @param {Element} node */
  const put = (node) => ATTRIBUTES.forEach((name) => (name in look ? node.setAttribute(name, look[name]) : node.removeAttribute(name)));
  put(root);
  requestAnimationFrame(() => {
    const around = root.closest(".trellis-lesson");
    if (!around) return;
    put(around);
    const home = around.querySelector(".trellis-home");
    const words = model.get("words");
    if (!home || !words.my_path) return; // the editor says it not
    home.textContent = `${model.get("dir") === "rtl" ? "→" : "←"} ${words.my_path}`;
    home.setAttribute("lang", model.get("lang"));
    home.setAttribute("dir", model.get("dir"));
  });
}

/** Whether nothing is to move: the machine says so, or the student did. @param {HTMLElement} root */
export const isCalm = (root) => root.dataset.motion === "calm" || matchMedia("(prefers-reduced-motion: reduce)").matches;

/** How much larger a node is drawn than its own pixels say. @param {Element} node */
export const zoomOf = (node) => /** @type {any} */ (node).currentCSSZoom ?? 1;
