// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { freshId, make } from "../page/make.js";

/**
 * Room to write, and by what it will be read.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function work(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  const area = /** @type {HTMLTextAreaElement} */ (make("textarea", { id, class: "tx-work", dir: "auto", rows: 6, maxlength: 20000, "aria-describedby": prompt, oninput: touched }));
  const node = make(
    "div", { class: "tx-box" }, make("div", { class: "tx-prose tx-rubric", dir: "auto", html: screen.body }),
    make("label", { class: "tx-ask", for: id }, words.work), area,
  );
  return {
    node,
    read: () => area.value,
    write: (answer) => (area.value = answer === null ? "" : String(answer)),
    rest: () => {},
  };
}
