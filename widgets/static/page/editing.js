// @ts-check
import { freshId, make } from "./make.js";

/** The editor, once for the whole page: 370 kB that only lessons with code need. @type {Promise<any> | null} */
let editor = null;

/** @param {string} text */
function loadEditor(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  editor ??= import(/* @vite-ignore */ url).finally(() => URL.revokeObjectURL(url));
  return editor;
}

/**
 * A text area that becomes CodeMirror as soon as the kernel has brought it; what was typed before stays.
 * @param {{words: Record<string, string>, prompt: string, starter: string, touched: () => void, bring: (show: (text: string) => void) => void}} how
 *   `prompt` is the id of the question's text; `bring` asks the kernel for the editor.
 */
export function codeBox({ words, prompt, starter, touched, bring }) {
  const tab = `trellis-${freshId()}`;
  const area = /** @type {HTMLTextAreaElement} */ (make("textarea", {
    class: "tx-code", rows: Math.max(6, starter.split("\n").length + 2), spellcheck: "false", autocapitalize: "off", autocorrect: "off", dir: "ltr",
    "aria-label": words.code, "aria-describedby": prompt, oninput: touched,
  }));
  const frame = make("div", { class: "tx-editor", dir: "ltr" }, area);
  const hint = make("p", { id: tab, class: "tx-ask", hidden: true }, words.tab);
  /** @type {{read(): string, write(text: string): void, focus(): void, close?(): void}} */
  let writing = { read: () => area.value, write: (text) => (area.value = text), focus: () => area.focus() };

  /** @param {string} text */
  async function upgrade(text) {
    try {
      const { edit } = await loadEditor(text);
      // Jupyter puts a widget on the page a moment after it is made.
      for (let turn = 0; !area.isConnected && turn < 60; turn += 1) await new Promise((later) => requestAnimationFrame(later));
      if (!area.isConnected) return;
      const had = /** @type {Document | ShadowRoot} */ (frame.getRootNode()).activeElement === area;
      const now = area.value;
      area.remove();
      hint.hidden = false;
      writing = edit({ parent: frame, text: now, label: words.code, describedby: `${prompt} ${tab}`, touched });
      if (had) writing.focus();
    } catch (error) {
      console.warn("Trellis: the plain text box stays, since the editor could not be loaded.", error);
    }
  }
  if (editor) void upgrade("");
  else bring((text) => void upgrade(text));
  return {
    node: make("div", {}, frame, hint),
    read: () => writing.read(),
    write: (/** @type {string} */ text) => writing.write(text),
    close: () => writing.close?.(),
  };
}

/**
 * A button that, pressed twice, brings the code back that was there at first.
 * @param {Record<string, string>} words @param {() => void} restore
 */
export function startOver(words, restore) {
  let sure = false;
  const calm = () => {
    sure = false;
    over.textContent = words.start_over;
  };
  const over = make("button", { type: "button", class: "button tx-over", onblur: calm, onclick: () => {
    if (!sure) {
      sure = true;
      over.textContent = words.start_over_sure;
      return;
    }
    calm();
    restore();
  } }, words.start_over);
  return over;
}

/** A table that is wider than its room is scrolled by keys, too. @param {HTMLElement} report */
export function scrollByKeys(report) {
  for (const room of /** @type {NodeListOf<HTMLElement>} */ (report.querySelectorAll(".scroll"))) if (room.scrollWidth > room.clientWidth) room.tabIndex = 0;
}
