// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { fill, freshId, make } from "../page/make.js";
import { verdict } from "./verdict.js";

/**
 * Boxes and lists in the middle of a text.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function blanks(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  const node = make("div", { class: "tx-blanks tx-prose", role: "group", "aria-labelledby": prompt, dir: "auto", html: screen.body });
  const verdicts = screen.fields.map((_, index) => verdict(`${id}-v${index}`, words));
  const controls = screen.fields.map((field, index) => {
    const named = { "aria-label": field.label || fill(words.blank, { n: index + 1, of: screen.fields.length }), "aria-describedby": `${id}-u${index} ${id}-v${index}` };
    return field.kind === "choice"
      ? /** @type {HTMLSelectElement} */ (make("select", { ...named, onchange: touched }, make("option", { value: "" }, words.choose), ...field.options.map((option, value) => make("option", { value, dir: "auto" }, option.text))))
      : /** @type {HTMLInputElement} */ (make("input", {
        ...named, type: "text", class: `tx-${field.kind}`, dir: field.kind === "number" ? "ltr" : "auto", autocomplete: "off", autocapitalize: "off",
        autocorrect: "off", spellcheck: "false", enterkeyhint: "done", maxlength: 200, oninput: touched,
      }));
  });
  controls.forEach((control, index) => {
    const { unit } = screen.fields[index];
    node.querySelector(`[data-blank="${index}"]`)?.append(control, ...(unit ? [make("span", { id: `${id}-u${index}`, dir: "auto" }, unit)] : []), verdicts[index].node);
  });
  return {
    node,
    read: () => controls.map((control, index) => (screen.fields[index].kind === "choice" ? (control.value === "" ? -1 : Number(control.value)) : control.value)),
    write(answer) {
      controls.forEach((control, index) => {
        const value = Array.isArray(answer) ? answer[index] : "";
        control.value = value === -1 || value === undefined ? "" : String(value);
      });
    },
    rest(rests) {
      node.classList.toggle("tx-resting", rests);
      for (const control of controls) {
        if (control instanceof HTMLSelectElement) [...control.options].forEach((option) => (option.disabled = rests && !option.selected));
        else control.readOnly = rests;
      }
    },
    judge: (fits) => verdicts.forEach((one, index) => one.say(fits[index])),
  };
}
