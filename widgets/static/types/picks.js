// @ts-check
/** @import {Answer, Controls, Screen} from "../page/contract.js" */
import { fill, freshId, make } from "../page/make.js";

/**
 * Radios or checkboxes in a fieldset.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt id of the question's text
 * @param {() => void} touched @returns {Controls}
 */
export function picks(screen, words, prompt, touched) {
  const one = screen.kind === "choice" || (screen.kind === "pick" && screen.most === 1);
  const asked = screen.kind !== "pick" ? (one ? words.pick_one : words.pick_some) : one ? words.pick_like : fill(words.pick_up_to, { n: screen.most });
  const name = `trellis-${freshId()}`;
  const inputs = screen.options.map((_, index) =>
    /** @type {HTMLInputElement} */ (make("input", { type: one ? "radio" : "checkbox", name, value: index })));
  const node = make(
    "fieldset", { "aria-describedby": prompt },
    make("legend", { class: "tx-ask" }, asked),
    ...screen.options.map((option, index) =>
      make("label", { class: "tx-option" }, inputs[index], make("span", { dir: "auto", html: option.html }))),
  );
  let resting = false;
  node.addEventListener("change", touched);
  // Resting controls stay readable and focusable; a disabled one would throw the keyboard out of the exercise.
  node.addEventListener("click", (event) => resting && event.preventDefault(), true);
  node.addEventListener("keydown", (event) => {
    if (resting && one && /^Arrow/.test(event.key)) event.preventDefault();
  });
  return {
    node,
    read() {
      const picked = inputs.flatMap((input, index) => (input.checked ? [index] : []));
      return screen.kind === "choice" ? picked[0] ?? null : picked;
    },
    write(answer) {
      const picked = Array.isArray(answer) ? answer : [answer];
      inputs.forEach((input, index) => (input.checked = picked.includes(index)));
    },
    rest(rests) {
      resting = rests;
      node.classList.toggle("tx-resting", rests);
      inputs.forEach((input) => (rests ? input.setAttribute("aria-disabled", "true") : input.removeAttribute("aria-disabled")));
    },
  };
}
