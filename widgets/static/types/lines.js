// @ts-check
/** @import {Answer, Controls, Screen} from "../page/contract.js" */
import { fill, freshId, make } from "../page/make.js";

/**
 * Lines to be moved up and down with buttons.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function lines(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  let order = screen.options.map((_, index) => index);
  let resting = false;
  const said = make("p", { class: "off-screen", role: "status" });
  const list = make("ol", { class: screen.mono ? "tx-lines tx-mono" : "tx-lines", "aria-labelledby": id, "aria-describedby": prompt });
  const rows = screen.options.map((option, index) => {
    /** @param {"up" | "down"} way @param {number} step */
    const button = (way, step) => make(
      "button", { type: "button", class: `tx-move tx-${way}`, "aria-label": fill(words[`${way}_label`], { line: option.text.trim() }), title: words[way], onclick: () => shift(index, step) },
      make("span", { "aria-hidden": "true" }, way === "up" ? "↑" : "↓"),
    );
    return make("li", {}, make("span", { class: "tx-text", dir: screen.mono ? "ltr" : "auto", html: option.html }), make("span", { class: "tx-moves" }, button("up", -1), button("down", 1)));
  });
  /** @param {number} index @param {number} step */
  function shift(index, step) {
    const from = order.indexOf(index);
    const to = from + step;
    if (resting || to < 0 || to >= order.length) return;
    const held = /** @type {Document | ShadowRoot} */ (node.getRootNode()).activeElement;
    order.splice(to, 0, ...order.splice(from, 1));
    show();
    // Moving a node drops its focus; the hand stays on the button it pressed.
    if (held instanceof HTMLElement && rows[index].contains(held)) held.focus();
    said.textContent = fill(words.moved, { line: screen.options[index].text.trim(), n: to + 1, of: order.length });
    touched();
  }
  function show() {
    list.append(...order.map((index) => rows[index]));
    order.forEach((index, place) => {
      const [up, down] = rows[index].querySelectorAll("button");
      up.setAttribute("aria-disabled", String(resting || place === 0));
      down.setAttribute("aria-disabled", String(resting || place === order.length - 1));
    });
  }
  const node = make("div", { class: "tx-order" }, make("p", { class: "tx-ask", id }, words.put_in_order), list, said);
  show();
  return {
    node,
    read: () => [...order],
    write(answer) {
      const given = Array.isArray(answer) && answer.length === rows.length ? answer : rows.map((_, index) => index);
      order = [...given];
      show();
    },
    rest(rests) {
      resting = rests;
      show();
    },
  };
}
