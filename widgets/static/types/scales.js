// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { freshId, make } from "../page/make.js";

/**
 * One row of radios for each scale; each row may be left out.
 * @param {Screen} screen @param {Record<string, string>} _words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function scales(screen, _words, prompt, touched) {
  const rows = screen.fields.map((field) => {
    const name = `trellis-${freshId()}`;
    return field.options.map((_, value) => /** @type {HTMLInputElement} */ (make("input", { type: "radio", name, value })));
  });
  const node = make("div", { class: "tx-scales", onchange: touched }, ...screen.fields.map((field, index) => make(
    "fieldset", { class: "tx-scale", "aria-describedby": prompt }, make("legend", { class: "tx-ask", dir: "auto" }, field.label),
    ...field.options.map((option, value) => make("label", { class: "tx-option tx-pill" }, rows[index][value], make("span", { dir: "auto", html: option.html }))),
  )));
  return {
    node,
    read: () => rows.map((row) => row.findIndex((input) => input.checked)),
    write: (answer) => rows.forEach((row, index) => row.forEach((input, value) => (input.checked = Array.isArray(answer) && answer[index] === value))),
    rest: () => {},
  };
}
