// @ts-check
/**
 * The page of an exercise: shows a Screen, sends Messages, and says "Saved" only when the kernel has said so.
 *
 * @import {Action, Feeling, Model, Reply, Screen} from "./page/contract.js"
 */
import { aloud } from "./page/aloud.js";
import { inItsLanguage, languageNote } from "./page/content.js";
import { keepCopy } from "./page/copy.js";
import { drafts } from "./page/drafts.js";
import { scrollByKeys } from "./page/editing.js";
import { dress, isCalm } from "./page/look.js";
import { fill, freshId, make, same } from "./page/make.js";
import { Watch } from "./page/watch.js";
import { NOTHING, TYPES } from "./types/types.js";

/** Milliseconds after which silence means that the kernel is gone or busy. */
const PATIENCE = 4000;
/** Milliseconds after which running code is said to be running still. */
const LONG = 8000;
/** Milliseconds before a button that is of no more use is taken away, so that nothing moves under a press that has begun. */
const CALM = 400;
/** Milliseconds from one hint to the next. */
const HINT_AFTER = 4000;
/** Milliseconds given to Jupyter to update the copy of the answers by itself. */
const COPY_AFTER = 1500;
const FEELINGS = /** @type {const} */ (["too-easy", "just-right", "too-hard", "stuck"]);

/** One view of an exercise. */
class Page {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    /** @type {Record<string, string>} */
    this.words = model.get("words");
    /** @type {Screen} */
    this.screen = model.get("screen");
    /** Messages sent and not acknowledged, by id. @type {Map<string, {action: Action, text: string, focus: boolean}>} */
    this.sent = new Map();
    /** The look at what is being typed that is still on its way. @type {Map<string, (html: string) => void>} */
    this.previews = new Map();
    /** Who waits for the editor of code, by message. @type {Map<string, (text: string) => void>} */
    this.brings = new Map();
    this.timer = 0;
    this.waiting = false;
    this.controls = NOTHING;
    this.shown = "";
    const { words } = this;
    this.prompt = `trellis-${freshId()}`;
    this.notice = make("p", { class: "tx-notice", role: "status", hidden: true });
    this.language = languageNote();
    this.author = make("p", { class: "tx-author small", dir: "auto", hidden: true });
    this.trail = make("ol", { class: "tx-where", "aria-label": words.where });
    this.lesson = make("p", { class: "tx-lesson small muted", dir: "auto" });
    this.aside = make("p", { class: "tag", hidden: true });
    this.title = make("h2", { tabindex: "-1", dir: "auto" });
    this.text = make("div", { class: "tx-prose", id: this.prompt, tabindex: "-1", dir: "auto" });
    this.place = make("div", { class: "tx-controls" });
    this.hints = make("div", { class: "tx-hints", "aria-live": "polite", hidden: true });
    this.feedback = make("div", { role: "status", class: "tx-said" });
    this.twin = make("div", { hidden: true });
    this.check = make("button", { type: "submit", class: "button primary" }, words.check);
    this.next = make("button", { type: "button", class: "button tx-next", onclick: () => this.send({ do: "go" }, true) });
    this.hint = make("button", { type: "button", class: "button tx-hint", onclick: () => this.hint.ariaDisabled !== "true" && this.send({ do: "hint" }) });
    /** When a further hint may be asked for. */
    this.nextHint = 0;
    this.hintTimer = 0;
    /** What the student needs: reading aloud offered first. @type {{aloud: boolean}} */
    this.needs = model.get("needs");
    this.aloud = aloud(words, () => this.screen.lang || model.get("lang"), this.needs.aloud, () => [this.text, ...this.place.querySelectorAll("legend, .tx-ask, .tx-option, .tx-text, .tx-left, .tx-chip, .tx-blanks")].map((node) => /** @type {HTMLElement} */ (node).innerText).join(". "));
    this.again = make("button", { type: "button", class: "button tx-again", onclick: () => this.send({ do: "again" }, true) }, words.again);
    this.saved = make("p", { class: "tx-saved", role: "status" });
    this.unsaved = make("p", { class: "tx-unsaved", hidden: true }, words.how);
    this.form = make(
      "form", { class: "prints", novalidate: true, onsubmit: (/** @type {Event} */ event) => this.submit(event) },
      this.place, this.hints, this.feedback, this.twin,
      make("div", { class: "tx-foot" }, make("div", { class: "tx-presses" }, this.check, this.next, this.again, this.hint, this.needs.aloud ? null : this.aloud.node), this.saved),
      this.unsaved,
    );
    this.credit = make("p", { class: "tx-credit small muted", dir: "auto", hidden: true });
    const asked = `trellis-${freshId()}`;
    this.feelings = FEELINGS.map((feeling) => make(
      "button", { type: "button", class: "button tx-feeling", "aria-pressed": "false", "data-feeling": feeling, onclick: () => this.send({ do: "feel", feeling }) }, words[feeling],
    ));
    this.felt = make("p", { class: "tx-felt", role: "status" });
    this.feel = make(
      "div", { class: "tx-feel", role: "group", "aria-labelledby": asked },
      make("span", { id: asked, class: "muted" }, words.how_is_this), make("div", { class: "tx-feelings" }, ...this.feelings), this.felt,
    );
    this.root = make(
      "div", {
        class: "trellis trellis-exercise", lang: this.model.get("lang"), dir: this.model.get("dir"), role: "group",
      },
      this.language, this.author, this.notice, make("div", { class: "tx-head" }, this.lesson, this.trail),
      make("div", { class: "card" }, this.aside, this.title, this.needs.aloud ? this.aloud.node : null, this.text, this.form, this.credit), this.feel,
    );
    // No notebook command may hear a key pressed in here: "dd" on a button would delete the cell. Jupyter listens while the event
    // is still on its way down, and its commands match the focused element itself, so the mark must be on that very element.
    this.root.addEventListener("focusin", (event) => /** @type {Element} */ (event.target).setAttribute("data-lm-suppress-shortcuts", "true"));
    this.root.addEventListener("keydown", (event) => {
      // The browser's own "save page" would open where Jupyter's save is kept away; everything here is saved already.
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") event.preventDefault();
      if (event.key !== "Escape") event.stopPropagation();
    });
    this.root.addEventListener("keyup", (event) => event.stopPropagation());
    this.root.addEventListener("keypress", (event) => event.stopPropagation());
    el.append(this.root);
    dress(model, this.root);

    this.watch = new Watch(this.root);
    this.onReply = (/** @type {Reply} */ reply) => this.reply(reply);
    this.onScreen = () => this.show(model.get("screen"), { ours: false });
    model.on("msg:custom", this.onReply);
    model.on("change:screen", this.onScreen);
    this.onCopy = () => {
      clearTimeout(this.copyTimer);
      this.copyTimer = window.setTimeout(() => keepCopy(model), COPY_AFTER);
    };
    this.copyTimer = 0;
    model.on("change:copy", this.onCopy);
    this.onCopy();
    this.show(this.screen, { ours: false });
    if (this.screen.answer !== null) this.status("saved");
  }

  close() {
    this.aloud.close();
    clearTimeout(this.timer);
    clearTimeout(this.hintTimer);
    this.watch.stop();
    this.model.off("msg:custom", this.onReply);
    this.model.off("change:screen", this.onScreen);
    clearTimeout(this.copyTimer);
    this.model.off("change:copy", this.onCopy);
  }

  /** Solved, and to be left as it is. */
  get resting() {
    return this.screen.right && !this.screen.changeable && this.screen.kind !== "code";
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    if (this.resting || this.check.hidden) return;
    this.send({ do: "answer", value: this.controls.read(), seconds: this.watch.read() });
  }

  /** @param {Action} action @param {boolean} [focus] whether the student asked to be taken on */
  send(action, focus = false) {
    if (this.waiting) return; // a second press while the first is on its way is the same press
    const text = JSON.stringify([this.screen.key, { ...action, seconds: 0 }]);
    // Trying the same thing again goes by the same id: should the first have arrived after all, it counts once.
    const again = [...this.sent].find(([, before]) => before.text === text);
    const id = again ? again[0] : freshId();
    this.sent.set(id, { action, text, focus });
    this.status("saving");
    this.waiting = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.giveUp(), PATIENCE);
    try {
      this.model.send({ id, on: this.screen.key, action: action.do === "answer" && action.value === null ? { ...action, value: "" } : action });
    } catch {
      clearTimeout(this.timer);
      this.giveUp();
    }
  }

  /** How the kernel reads `value`: nothing is saved by it, so nothing is said of it either. @param {string} value @param {(html: string) => void} show */
  preview(value, show) {
    const id = freshId();
    this.previews.clear();
    this.previews.set(id, show);
    try {
      this.model.send({ id, on: this.screen.key, action: { do: "preview", value } });
    } catch {
      this.previews.clear(); // no kernel, no preview
    }
  }

  /** The editor of code, from the kernel. @param {(text: string) => void} show */
  bring(show) {
    const id = freshId();
    this.brings.set(id, show);
    this.model.send({ id, on: this.screen.key, action: { do: "editor" } });
  }

  giveUp() {
    this.waiting = false;
    this.status("not_saved");
  }

  /** @param {Reply} reply */
  reply(reply) {
    const seen = this.previews.get(reply.id);
    if (seen) seen(reply.preview);
    if (reply.editor) this.brings.get(reply.id)?.(reply.editor);
    const asked = this.sent.get(reply.id);
    if (!asked) return; // another view's
    if (reply.running) {
      clearTimeout(this.timer);
      this.status("running");
      this.timer = window.setTimeout(() => this.status("running", this.words.still_running), LONG);
      return;
    }
    this.sent.delete(reply.id);
    this.waiting = false;
    clearTimeout(this.timer);
    if (reply.saved && asked.action.do === "answer" && same(this.controls.read(), asked.action.value)) drafts.write(this.screen.key, null);
    this.show(reply.screen, { ours: reply.problem !== "moved", focus: asked.focus && reply.saved });
    if (reply.saved) this.status("saved");
    else if (reply.problem === "not-saved") this.status("not_saved", reply.say);
    else this.status("", reply.problem === "unreadable" ? "" : reply.say);
    if (reply.problem === "unreadable") this.say("asks", "", reply.say);
  }

  /** @param {"" | "saving" | "running" | "saved" | "not_saved"} state @param {string} [say] */
  status(state, say = "") {
    const sign = { "": "", saving: "", running: "", saved: "✓", not_saved: "!" }[state];
    this.saved.className = `tx-saved ${state ? `tx-${state}` : ""}`;
    this.saved.replaceChildren(...(state ? [...(sign ? [make("span", { "aria-hidden": "true" }, `${sign} `)] : []), state === "not_saved" && say ? this.words.not_saved_now : this.words[state]] : []));
    this.unsaved.textContent = say || this.words.how;
    this.unsaved.hidden = state !== "not_saved" && !say;
  }

  /**
   * @param {Screen} screen
   * @param {{ours: boolean, focus?: boolean}} how `ours`: this view asked for it, so what is in the controls is the student's latest
   */
  show(screen, { ours, focus = false }) {
    const shown = JSON.stringify(screen);
    if (shown === this.shown) return;
    const before = this.shown ? this.screen : null;
    const fresh = before === null || before.key !== screen.key || before.kind !== screen.kind;
    this.shown = shown;
    this.screen = screen;
    if (fresh) {
      this.question(screen);
      this.nextHint = 0;
      this.watch.restart();
      if (before !== null) this.status("");
    } else if (!ours && !same(before.answer, screen.answer)) {
      this.controls.write(screen.answer);
    }
    this.frame(screen);
    this.aids(screen, before !== null && !fresh ? before : null);
    this.buttons(screen);
    this.controls.rest(this.resting);
    inItsLanguage(this.model, this.root, screen, this.language);
    if (focus && fresh) this.lead(screen);
  }

  /** What is new at every visit. @param {Screen} screen */
  question(screen) {
    const quiet = screen.lane === "core" && !["explain", "choose", "end"].includes(screen.kind);
    this.title.textContent = screen.title;
    this.title.classList.toggle("off-screen", quiet);
    this.text.innerHTML = screen.html;
    this.text.classList.toggle("tx-question", !["explain", "end"].includes(screen.kind));
    this.aside.hidden = !screen.aside;
    this.aside.textContent = screen.aside;
    this.aside.className = `tag ${screen.lane === "stretch" ? "more" : "now"}`;
    const touched = () => {
      drafts.write(screen.key, this.controls.read());
      this.controls.judge?.([]); // what was said of the places was said of another answer
    };
    const { words } = this;
    const id = this.prompt;
    const asking = TYPES[screen.kind];
    if (asking) this.controls = asking(screen, words, id, touched, (value, show) => this.preview(value, show), (show) => this.bring(show));
    else if (screen.kind === "choose") this.controls = { ...NOTHING, node: this.ways(screen) };
    else if (screen.kind === "end") this.controls = { ...NOTHING, node: this.summary(screen) };
    else this.controls = { ...NOTHING, node: make("div") };
    this.controls.write(drafts.read(screen.key) ?? screen.answer);
    this.place.replaceChildren(this.controls.node);
    this.feedback.replaceChildren();
    this.hints.replaceChildren();
    this.twin.replaceChildren();
  }

  /** @param {Screen} screen */
  ways(screen) {
    return make("div", { class: "tx-ways", role: "group", "aria-labelledby": this.prompt }, ...screen.options.map((option) => make(
      "button", { type: "button", class: "button tx-way", onclick: () => this.send({ do: "choose", option: option.id }, true) },
      make("span", { dir: "auto", html: option.html }), make("span", { class: "tx-arrow", "aria-hidden": "true" }),
    )));
  }

  /** @param {Screen} screen */
  summary(screen) {
    if (!screen.summary) return make("div");
    const { skills, sentence, can, onward, reflect } = screen.summary;
    const [before, after] = this.words.you_worked_on.split("{skills}");
    return make(
      "div", { class: "tx-summary" },
      skills.length ? make("p", {}, before, ...skills.flatMap((skill, index) => [index ? this.words.comma : "", make("strong", { dir: "auto" }, skill)]), after) : null,
      make("p", {}, sentence),
      can.length ? make("p", {}, this.words.you_can) : null,
      can.length ? make("ul", {}, ...can.map((one) => make("li", { dir: "auto" }, one))) : null,
      make("p", {}, onward),
      reflect ? make("p", {}, reflect) : null,
    );
  }

  /** Around the question. @param {Screen} screen */
  frame(screen) {
    this.root.setAttribute("aria-label", screen.lesson || screen.title);
    this.notice.hidden = !screen.notice;
    this.notice.textContent = screen.notice;
    this.author.hidden = !screen.author;
    this.author.textContent = screen.author;
    this.lesson.textContent = screen.lesson;
    this.lesson.parentElement?.toggleAttribute("hidden", !screen.trail.length);
    const of = screen.trail.length;
    this.trail.replaceChildren(...screen.trail.map((part, index) => {
      const now = part.state === "now";
      const title = make("span", { class: now ? "" : "off-screen", dir: "auto" }, part.title);
      const rest = part.state === "done" ? make("span", { class: "off-screen" }, ` – ${this.words.done}`) : now && screen.where ? make("span", { class: "tx-far" }, screen.where) : null;
      return make(
        "li", { class: `tx-${part.state}`, title: now ? null : part.title, "aria-current": now ? "step" : null },
        make("span", { class: "tx-dot", "aria-hidden": "true" }, part.state === "done" ? "✓" : ""), title, rest,
        now && !screen.where ? make("span", { class: "tx-far" }, fill(this.words.part, { n: index + 1, of })) : null,
      );
    }));
    this.credit.hidden = !screen.credit;
    this.credit.textContent = screen.credit;
    this.feel.hidden = !screen.feel;
    this.feelings.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.feeling === screen.felt)));
    if (this.felt.textContent !== screen.felt_say) this.felt.textContent = screen.felt_say;
  }

  /** Feedback, hints and the worked twin. @param {Screen} screen @param {Screen | null} before */
  aids(screen, before) {
    const { feedback } = screen;
    if (feedback && !(before && same(before.feedback, feedback) && same(before.answer, screen.answer) && this.feedback.querySelector(`.tx-${feedback.verdict}`))) {
      this.say(feedback.verdict, feedback.head, feedback.html, true, feedback.more);
    }
    this.controls.judge?.(feedback && same(this.controls.read(), screen.answer) ? feedback.fits : []);
    if (!feedback && before?.feedback) this.feedback.replaceChildren();
    this.hints.hidden = screen.hints.length === 0;
    if (screen.hints.length && !this.hints.firstChild) {
      this.hints.append(make("h3", {}, this.words.hints), make("ol", {}));
    }
    const list = this.hints.querySelector("ol");
    // A hint is read before the next: a ladder that is climbed in a hurry teaches nothing.
    if (before && screen.hints.length > before.hints.length) this.nextHint = performance.now() + HINT_AFTER;
    // Only what is new is added, so that only it is read out.
    screen.hints.slice(list?.childElementCount ?? 0).forEach((hint) => list?.append(make("li", { class: "tx-prose", dir: "auto", html: hint })));
    this.twin.hidden = screen.twin === null;
    if (screen.twin && !this.twin.firstChild) {
      this.twin.append(make(
        "details", { class: "tx-twin", open: true }, make("summary", {}, this.words.twin),
        make("div", { class: "tx-prose", dir: "auto", html: screen.twin.prompt }), make("div", { class: "tx-prose tx-worked", dir: "auto", html: screen.twin.solution }),
      ));
    }
  }

  /** @param {string} kind @param {string} head @param {string} text @param {boolean} [html] @param {string} [more] */
  say(kind, head, text, html = false, more = "") {
    this.feedback.replaceChildren(make(
      "div", { class: `tx-feedback tx-${kind}` },
      head ? make("strong", {}, make("span", { class: "tx-sign", "aria-hidden": "true" }, kind === "right" || kind === "noted" ? "✓ " : ""), head) : null,
      html ? make("div", { class: "tx-prose", dir: "auto", html: text }) : make("p", {}, text),
      more ? make("p", { class: "tx-more" }, more) : null,
    ));
    scrollByKeys(this.feedback);
  }

  /** @param {Screen} screen */
  buttons(screen) {
    const { words } = this;
    const asks = screen.kind in TYPES;
    this.check.hidden = !asks;
    if (screen.kind === "code") this.check.textContent = words.try;
    else this.check.textContent = screen.changeable ? (screen.answer === null ? words.keep : words.keep_again) : screen.right ? words.checked : screen.answer === null ? words.check : words.check_again;
    this.check.classList.toggle("primary", !screen.right);
    this.check.setAttribute("aria-disabled", String(this.resting));
    this.next.hidden = !screen.next;
    this.next.textContent = screen.next;
    this.next.classList.toggle("primary", !asks || screen.right);
    this.again.hidden = screen.kind !== "end";
    const wait = screen.more_hints ? this.nextHint - performance.now() : 0;
    this.hint.textContent = wait > 0 ? words.soon : screen.hints.length ? words.another_hint : words.hint;
    if (wait > 0) {
      this.hint.setAttribute("aria-disabled", "true");
      clearTimeout(this.hintTimer);
      this.hintTimer = window.setTimeout(() => this.buttons(this.screen), wait + 20);
    } else if (screen.more_hints) {
      this.hint.hidden = false;
      this.hint.removeAttribute("aria-disabled");
    } else {
      this.retire(this.hint);
    }
  }

  /** Take a button away, but not from under the student's hand: one that has the focus goes when it is left. @param {HTMLElement} button */
  retire(button) {
    if (/** @type {Document | ShadowRoot} */ (this.root.getRootNode()).activeElement !== button) {
      button.hidden = true;
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.addEventListener("blur", () => setTimeout(() => {
      if (!this.screen.more_hints) button.hidden = true;
    }, CALM), { once: true });
  }

  /** Take the student to what is new, because they asked to go on. @param {Screen} screen */
  lead(screen) {
    const target = this.title.classList.contains("off-screen") ? this.text : this.title;
    target?.focus({ preventScroll: true });
    if (this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView({ block: "start", behavior: isCalm(this.root) ? "auto" : "smooth" });
  }
}

/** @param {{model: Model, el: HTMLElement}} view */
function render({ model, el }) {
  const page = new Page(model, el);
  return () => page.close();
}

export default { render };
