// @ts-check
/**
 * The editor of a code item: a text area that becomes CodeMirror as soon as the kernel has brought it, and the report below.
 *
 * @import {Model} from "./page/contract.js"
 * @typedef {{key: string, html: string, starter: string, source: string, report: string, hints: string[], lang: string, dir: string}} View
 */
import { inItsLanguage, languageNote } from "./page/content.js";
import { drafts } from "./page/drafts.js";
import { codeBox, scrollByKeys, startOver } from "./page/editing.js";
import { dress } from "./page/look.js";
import { freshId, make } from "./page/make.js";

/** Milliseconds after which silence means that the kernel is gone; and after which running code is said to be running still. */
const PATIENCE = 4000;
const LONG = 8000;
/** Milliseconds from one hint to the next. */
const HINT_AFTER = 4000;

/** @param {{model: Model, el: HTMLElement}} view */
function render({ model, el }) {
  /** @type {Record<string, string>} */
  const words = model.get("words");
  /** @type {View} */
  const { key, html, starter, source, hints } = model.get("view");
  const id = `trellis-${freshId()}`;
  const keep = () => drafts.write(`code/${key}`, box.read());
  /** Who waits for the editor. @type {((text: string) => void)[]} */
  const waiters = [];
  const box = codeBox({ words, prompt: `${id}-prompt`, starter, touched: keep, bring: (show) => {
    waiters.push(show);
    model.send({ id: freshId(), do: "editor" });
  } });
  const report = make("div", { role: "status", class: "tx-report" });
  const saved = make("p", { class: "tx-saved", role: "status" });
  const unsaved = make("p", { class: "tx-unsaved", role: "status", hidden: true });
  const run = make("button", { type: "button", class: "button primary", onclick: () => go() }, words.try);
  const over = startOver(words, () => {
    box.write(starter);
    keep();
  });
  const hint = make("button", { type: "button", class: "button", hidden: hints.length === 0, onclick: () => more() }, words.hint);
  const ladder = make("div", { class: "tx-hints", "aria-live": "polite", hidden: true }, make("h3", {}, words.hints), make("ol", {}));
  const note = languageNote();
  const root = make(
    "div", { class: "trellis trellis-exercise", lang: model.get("lang"), dir: model.get("dir"), role: "group", "aria-labelledby": `${id}-prompt` },
    note,
    make("div", { class: "card" },
      make("div", { id: `${id}-prompt`, class: "tx-prose tx-question", dir: "auto", html }), box.node, ladder, report,
      make("div", { class: "tx-foot" }, make("div", { class: "tx-presses" }, run, over, hint), saved), unsaved),
  );
  // As in an exercise: no notebook command may hear a key pressed in here.
  root.addEventListener("focusin", (event) => /** @type {Element} */ (event.target).setAttribute("data-lm-suppress-shortcuts", "true"));
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); go(); }
    event.stopPropagation();
  });
  for (const name of ["keyup", "keypress"]) root.addEventListener(name, (event) => event.stopPropagation());

  /** The press that has no answer yet. Trying the same code again goes by the same id: should the first have arrived after all, it counts once. */
  let asked = { id: "", source: "" };
  let waiting = false;
  let timer = 0;
  /** @param {"" | "saved" | "not_saved" | "running"} state @param {string} [say] */
  function status(state, say = "") {
    saved.className = `tx-saved ${state ? `tx-${state}` : ""}`;
    saved.replaceChildren(...(state === "saved" ? [make("span", { "aria-hidden": "true" }, "✓ ")] : state === "not_saved" ? [make("span", { "aria-hidden": "true" }, "! ")] : []), state ? words[state] : "");
    unsaved.textContent = say;
    unsaved.hidden = !say;
  }
  function go() {
    if (waiting) return;
    const source = box.read();
    if (!asked.id || asked.source !== source) asked = { id: freshId(), source };
    waiting = true;
    status("running");
    timer = window.setTimeout(giveUp, PATIENCE);
    try {
      model.send({ id: asked.id, do: "try", source });
    } catch {
      giveUp();
    }
  }
  function giveUp() {
    clearTimeout(timer);
    waiting = false;
    status("not_saved", words.how);
  }
  let told = 0;
  function more() {
    if (hint.ariaDisabled === "true" || told >= hints.length) return;
    ladder.hidden = false;
    ladder.querySelector("ol")?.append(make("li", { class: "tx-prose", dir: "auto", html: hints[told] }));
    inItsLanguage(model, root, model.get("view"), note);
    told += 1;
    hint.textContent = told < hints.length ? words.soon : words.another_hint;
    hint.setAttribute("aria-disabled", "true");
    if (told < hints.length) setTimeout(() => { hint.textContent = words.another_hint; hint.removeAttribute("aria-disabled"); }, HINT_AFTER);
    else hint.addEventListener("blur", () => setTimeout(() => (hint.hidden = true), 400), { once: true });
  }
  /** Made by curriculum.case_report, which escapes all that the student's code gave back. @param {string} page */
  function tell(page) {
    report.innerHTML = page;
    scrollByKeys(report);
  }
  const hear = (/** @type {any} */ reply) => {
    if (reply.editor) {
      waiters.splice(0).forEach((show) => show(reply.editor));
      return;
    }
    if (!asked.id || reply.id !== asked.id) return;
    clearTimeout(timer);
    if (reply.running) {
      waiting = true; // it may have been given up already, behind another cell
      timer = window.setTimeout(() => status("running", words.still_running), LONG);
      return;
    }
    waiting = false;
    asked = { id: "", source: "" };
    tell(reply.report ?? "");
    status(reply.saved ? "saved" : "", reply.say);
  };
  model.on("msg:custom", hear);
  box.write(drafts.read(`code/${key}`)?.toString() ?? source);
  tell(model.get("view").report);
  el.append(root);
  dress(model, root);
  inItsLanguage(model, root, model.get("view"), note);
  return () => {
    clearTimeout(timer);
    model.off("msg:custom", hear);
    box.close();
  };
}

export default { render };
