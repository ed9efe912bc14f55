// @ts-check
/** @import {Bring, Controls, Preview, Screen} from "../page/contract.js" */
import { codeBox, startOver } from "../page/editing.js";
import { make } from "../page/make.js";

/**
 * An editor of code, in the middle of a lesson's way.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @param {Preview} _preview
 * @param {Bring} bring @returns {Controls}
 */
export function program(screen, words, prompt, touched, _preview, bring) {
  const { starter } = screen;
  const box = codeBox({ words, prompt, starter, touched, bring });
  const over = startOver(words, () => {
    box.write(starter);
    touched();
  });
  const node = make("div", { class: "tx-program" }, box.node, over);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.stopPropagation(); // it lets Tab leave the editor; the notebook has no part in it
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      node.closest("form")?.requestSubmit();
    }
  });
  return {
    node,
    read: () => box.read(),
    write: (answer) => box.write(answer === null ? starter : String(answer)),
    rest: () => {}, // code that is right may be made better
  };
}
