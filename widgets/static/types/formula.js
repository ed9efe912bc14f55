// @ts-check
/** @import {Controls, Preview, Screen} from "../page/contract.js" */
import { make } from "../page/make.js";
import { box } from "./box.js";

/** Milliseconds without a key before the kernel is asked how it reads what was typed. */
const PAUSE = 250;

/**
 * A box to type a formula in, and below it the formula as it is read.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @param {Preview} preview
 * @returns {Controls}
 */
export function formula(screen, words, prompt, touched, preview) {
  let timer = 0;
  let asked = 0;
  const seen = make("span", { class: "tx-formula", dir: "ltr" });
  const read = make("p", { class: "tx-read small", hidden: true }, make("span", { class: "muted" }, `${words.read_as} `), seen);
  const inner = box(screen, words, prompt, () => {
    touched();
    look();
  });
  inner.node.append(read);

  function look() {
    clearTimeout(timer);
    const value = String(inner.read() ?? "").trim();
    const turn = (asked += 1);
    if (!value) read.hidden = true;
    else {
      timer = window.setTimeout(() => preview(value, (html) => {
        if (turn !== asked) return; // more was typed since
        // Half a formula cannot be read yet: what was read last stays, paler, until it can.
        read.classList.toggle("tx-stale", !html);
        if (html) seen.innerHTML = html;
        if (html) read.hidden = false;
      }), PAUSE);
    }
  }

  return {
    ...inner,
    write(answer) {
      inner.write(answer);
      look();
    },
  };
}
