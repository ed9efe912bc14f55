// @ts-check
/** @import {Model} from "./contract.js" */
import { make } from "./make.js";

/** Where the lesson speaks: everything that goes by its own direction, but for what a student types or an author reads. */
const OF_THE_LESSON = "[dir=auto]:not(input, textarea, .tx-author, .tx-said *, .tx-unsaved, .tx-scales legend)";

/**
 * Say of the lesson's own texts which language they are in, where it is not the page's, and once on a page in words.
 * @param {Model} model @param {HTMLElement} root @param {{lang: string, dir: string}} own @param {HTMLElement} note
 */
export function inItsLanguage(model, root, { lang, dir }, note) {
  const other = lang !== "" && lang !== model.get("lang");
  for (const node of other ? root.querySelectorAll(OF_THE_LESSON) : []) {
    node.setAttribute("lang", lang);
    node.setAttribute("dir", dir);
  }
  note.textContent = (other && model.get("notes")?.[lang]) || "";
  note.hidden = true;
  if (note.textContent) requestAnimationFrame(() => (note.hidden = document.querySelector(".tx-language:not([hidden])") !== null));
}

/** Room for that note. */
export const languageNote = () => make("p", { class: "tx-language small muted", hidden: true });
