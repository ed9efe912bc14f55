// @ts-check
import { make } from "../page/make.js";

/**
 * A sign and a word beside one place of an answer.
 * @param {string} id @param {Record<string, string>} words
 */
export function verdict(id, words) {
  const node = make("span", { id, class: "tx-fits" });
  return {
    node,
    /** @param {boolean | undefined} fits undefined: nothing is known */
    say(fits) {
      node.className = fits === undefined ? "tx-fits" : `tx-fits tx-${fits ? "yes" : "no"}`;
      node.replaceChildren(...(fits === undefined ? [] : [make("span", { "aria-hidden": "true" }, fits ? "✓ " : "! "), fits ? words.fits : words.fits_not]));
    },
  };
}
