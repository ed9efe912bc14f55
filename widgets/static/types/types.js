// @ts-check
/** @import {Asking, Controls, Screen} from "../page/contract.js" */
import { make } from "../page/make.js";
import { blanks } from "./blanks.js";
import { box } from "./box.js";
import { formula } from "./formula.js";
import { lines } from "./lines.js";
import { marks } from "./marks.js";
import { pairs } from "./pairs.js";
import { picks } from "./picks.js";
import { program } from "./program.js";
import { scales } from "./scales.js";
import { sketch } from "./sketch.js";
import { work } from "./work.js";

/**
 * The controls of each item type: a module of this folder and a line here.
 * @type {Record<string, Asking>}
 */
export const TYPES = { choice: picks, multi: picks, number: box, text: box, expression: formula, order: lines, match: pairs, fill: blanks, "check-in": scales, pick: picks, rubric: work, read: marks, sketch, code: program };

/** Where there is nothing to answer. @type {Controls} */
export const NOTHING = { node: make("div"), read: () => null, write: () => {}, rest: () => {} };
