// @ts-check
/** @import {Answer, Controls, Screen} from "../page/contract.js" */
import { freshId, make } from "../page/make.js";

/**
 * A box to type in, with its unit or a list of units.
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
  const units = screen.units.length
    ? /** @type {HTMLSelectElement} */ (make("select", { "aria-label": words.unit, onchange: touched }, make("option", { value: "" }, words.choose_unit), ...screen.units.map((unit) => make("option", { value: unit }, unit))))
    : null;
  const node = make(
    "div", { class: "tx-box" },
    make("label", { class: "tx-ask", for: id }, words.answer),
    make("span", { class: "tx-typed" }, input, units, screen.unit ? make("span", { id: `${id}-unit`, dir: "auto" }, screen.unit) : null),
  );
  return {
    node,
    read() {
      const typed = input.value.trim();
      return units?.value && typed && !typed.endsWith(units.value) ? `${typed} ${units.value}` : input.value;
    },
    write(answer) {
      const text = answer === null ? "" : String(answer);
      const unit = screen.units.find((name) => text.endsWith(` ${name}`)) ?? "";
      if (units) units.value = unit;
      input.value = unit ? text.slice(0, -unit.length - 1) : text;
    },
    rest(rests) {
      input.readOnly = rests;
      if (units) [...units.options].forEach((option) => (option.disabled = rests && !option.selected));
    },
  };
}
