// @ts-check
/** @import {Controls, Screen} from "../page/contract.js" */
import { drag } from "../page/drag.js";
import { zoomOf } from "../page/look.js";
import { fill, freshId, make } from "../page/make.js";
import { verdict } from "./verdict.js";

/**
 * A list to choose a partner from beside each place; and the partners themselves, to be dragged, or taken and put down.
 * @param {Screen} screen @param {Record<string, string>} words @param {string} prompt @param {() => void} touched @returns {Controls}
 */
export function pairs(screen, words, prompt, touched) {
  const id = `trellis-${freshId()}`;
  let resting = false;
  /** The option in the student's hand, or -1. */
  let hand = -1;
  const said = make("p", { class: "off-screen", role: "status" });
  const choices = screen.places.map((place, index) => /** @type {HTMLSelectElement} */ (make(
    "select", { "aria-label": fill(words.partner, { place: place.text }), "aria-describedby": `${id}-v${index}`, onchange: () => put(index, Number(choices[index].value)) },
    make("option", { value: -1 }, words.no_partner), ...screen.options.map((option, value) => make("option", { value, dir: "auto" }, option.text)),
  )));
  const verdicts = screen.places.map((_, index) => verdict(`${id}-v${index}`, words));
  const heres = screen.places.map((_, index) => make("button", { type: "button", class: "tx-here", hidden: true, onclick: () => drop(index) }));
  const rows = screen.places.map((place, index) => make(
    "li", { class: "tx-pair" }, make("span", { class: "tx-left", dir: "auto", html: place.html }),
    make("span", { class: "tx-right" }, choices[index], heres[index], verdicts[index].node),
  ));
  const chips = screen.options.map((option, index) => {
    const chip = make("button", { type: "button", class: "tx-chip", "aria-pressed": "false", "aria-label": fill(words.take_hold, { option: option.text }), dir: "auto", html: option.html, onclick: () => take(hand === index ? -1 : index) });
    drag(chip, {
      lift: () => { if (resting) return false; take(index); chip.classList.add("tx-flying"); },
      move: (event) => {
        const { x, y, width, height } = home(chip);
        const zoom = zoomOf(chip);
        chip.style.translate = `${(event.clientX - width / 2 - x) / zoom}px ${(event.clientY - height / 2 - y) / zoom}px`;
        const over = rowAt(event);
        rows.forEach((row, at) => row.classList.toggle("tx-over", at === over));
      },
      drop: (event) => {
        const over = event ? rowAt(event) : -1;
        chip.classList.remove("tx-flying");
        chip.style.translate = "";
        rows.forEach((row) => row.classList.remove("tx-over"));
        if (over >= 0) drop(over);
        else take(-1);
      },
    });
    return chip;
  });
  /** Where a chip lies when it is not being dragged. @param {HTMLElement} chip */
  function home(chip) {
    const now = chip.getBoundingClientRect();
    const [x = 0, y = 0] = chip.style.translate.split(" ").map(parseFloat).filter((shift) => !Number.isNaN(shift));
    return { x: now.x - x * zoomOf(chip), y: now.y - y * zoomOf(chip), width: now.width, height: now.height };
  }
  /** @param {PointerEvent} event */
  const rowAt = ({ clientX, clientY }) => rows.findIndex((row) => {
    const { left, right, top, bottom } = row.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  });
  /** @param {number} option */
  function take(option) {
    if (resting) return;
    const before = hand;
    hand = option;
    said.textContent = option >= 0 ? fill(words.held, { option: screen.options[option].text }) : before >= 0 ? fill(words.let_go, { option: screen.options[before].text }) : "";
    show();
  }
  /** @param {number} place */
  function drop(place) {
    const held = /** @type {Document | ShadowRoot} */ (node.getRootNode()).activeElement;
    const option = hand;
    hand = -1;
    // A chip is one thing and lies in one place. In a list, the arrow keys pass over what lies elsewhere: nothing is taken away there.
    choices.forEach((choice) => { if (Number(choice.value) === option) choice.value = "-1"; });
    if (option >= 0) put(place, option);
    if (held === heres[place]) choices[place].focus(); // the button under the hand goes away
  }
  /** @param {number} place @param {number} option */
  function put(place, option) {
    if (resting) return;
    choices[place].value = String(option);
    if (option >= 0) said.textContent = fill(words.placed, { option: screen.options[option].text, place: screen.places[place].text });
    show();
    touched();
  }
  function show() {
    const used = choices.map((choice) => Number(choice.value));
    chips.forEach((chip, index) => {
      chip.setAttribute("aria-pressed", String(hand === index));
      chip.classList.toggle("tx-used", used.includes(index));
    });
    heres.forEach((here, place) => {
      here.hidden = hand < 0;
      here.textContent = hand < 0 ? "" : fill(words.put_here, { option: screen.options[hand].text });
      choices[place].hidden = hand >= 0;
    });
  }
  const node = make(
    "div", { class: "tx-pairs", role: "group", "aria-labelledby": id, "aria-describedby": prompt },
    make("p", { class: "tx-ask", id }, words.put_together),
    make("ul", { class: "tx-rows" }, ...rows),
    make("div", { class: "tx-chips", role: "group", "aria-label": words.left_over }, ...chips), said,
  );
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || hand < 0) return;
    event.stopPropagation(); // it lets go of the option, not of the exercise
    const chip = chips[hand];
    take(-1);
    chip.focus(); // the button under the hand goes away
  });
  return {
    node,
    read: () => choices.map((choice) => Number(choice.value)),
    write(answer) {
      choices.forEach((choice, place) => (choice.value = String((Array.isArray(answer) ? answer : [])[place] ?? -1)));
      show();
    },
    rest(rests) {
      resting = rests;
      node.classList.toggle("tx-resting", rests);
      // A resting list keeps its one answer: disabled, it would throw the keyboard out of the exercise.
      choices.forEach((choice) => [...choice.options].forEach((option) => (option.disabled = rests && !option.selected)));
      chips.forEach((chip) => chip.setAttribute("aria-disabled", String(rests)));
    },
    judge: (fits) => verdicts.forEach((one, place) => one.say(fits[place])),
  };
}
