// @ts-check
/** @import {Answer, Controls, Screen} from "../page/contract.js" */
import { freshId, make } from "../page/make.js";

/**
 * A box to type in.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function box(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  // Not inputmode=decimal for numbers: the number pads of phones have neither / nor −, and 3/4 is an answer here.
  const input = /** @type {HTMLInputElement} */ (make("input", {
    id, type: "text", class: `tx-${screen.kind}`, dir: ["number", "expression"].includes(screen.kind) ? "ltr" : "auto", autocomplete: "off", autocapitalize: "off",
    autocorrect: "off", spellcheck: "false", enterkeyhint: "done", maxlength: 2000, "aria-describedby": screen.unit ? `${id}-unit ${prompt}` : prompt,
    oninput: touched,
  }));
  const node = make(
    "div", { class: "tx-box" },
    make("label", { class: "tx-ask", for: id }, words.answer),
    make("span", { class: "tx-typed" }, input, screen.unit ? make("span", { id: `${id}-unit`, dir: "auto" }, screen.unit) : null),
  );
  return {
    node,
    read: () => input.value,
    write: (answer) => (input.value = answer === null ? "" : String(answer)),
    rest: (rests) => (input.readOnly = rests),
  };
}
