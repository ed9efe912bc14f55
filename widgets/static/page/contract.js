// @ts-check
/**
 * The contract between kernel and page, as widgets/protocol.py has it: these types mirror it field for field.
 *
 * @typedef {number | string | (number | string)[]} Answer
 * @typedef {"too-easy" | "just-right" | "too-hard" | "stuck"} Feeling
 * @typedef {{title: string, state: "done" | "now" | "ahead"}} Part
 * @typedef {{html: string, text: string, id: string}} Option
 * @typedef {{kind: "number" | "text" | "choice", label: string, options: Option[], unit: string}} Blank
 * @typedef {{verdict: "right" | "partly" | "not-yet" | "noted", head: string, html: string, fits: boolean[], more: string}} Feedback
 * @typedef {{
 *   key: string, kind: "choice" | "multi" | "number" | "text" | "expression" | "order" | "match" | "fill" | "check-in" | "pick" | "rubric" | "read" | "sketch" | "code" | "explain" | "choose" | "end",
 *   title: string, lang: string, dir: string, lesson: string, trail: Part[], where: string, lane: "core" | "support" | "stretch", aside: string,
 *   html: string, options: Option[], mono: boolean, indent: boolean, spare: boolean, most: number, changeable: boolean, unit: string, units: string[],
 *   places: Option[], fields: Blank[], body: string, top: string, step: string, starter: string, answer: Answer | null, feedback: Feedback | null,
 *   right: boolean, hints: string[], more_hints: boolean, twin: {prompt: string, solution: string} | null, next: string,
 *   feel: boolean, felt: Feeling | "", felt_say: string, summary: {skills: string[], sentence: string, can: string[], onward: string, reflect: string} | null, notice: string, credit: string, author: string,
 * }} Screen
 * @typedef {{do: "answer", value: Answer | null, seconds: number} | {do: "hint"} | {do: "feel", feeling: Feeling}
 *   | {do: "choose", option: string} | {do: "go"} | {do: "again"} | {do: "preview", value: string} | {do: "editor"}} Action
 * @typedef {{id: string, saved: boolean, problem: "" | "unreadable" | "not-saved" | "moved", say: string, preview: string, editor: string, running: boolean, screen: Screen}} Reply
 * @typedef {{
 *   widget_manager?: any, get(name: string): any, send(content: unknown): void,
 *   on(name: string, callback: (...given: any[]) => void): void, off(name: string, callback: (...given: any[]) => void): void,
 * }} Model
 * @typedef {{node: HTMLElement, read(): Answer | null, write(answer: Answer | null): void, rest(resting: boolean): void,
 *   judge?(fits: boolean[]): void}} Controls
 *   What a student answers with: `read` is null while there is no answer, `rest` keeps it readable but as it is,
 *   `judge` shows which places of the answer are right (none: it is not known).
 * @typedef {(value: string, show: (html: string) => void) => void} Preview
 *   Asks how the kernel reads what was typed; `show` gets it as MathML, or "" where it cannot be read.
 * @typedef {(show: (text: string) => void) => void} Bring
 *   Asks the kernel for the editor of code.
 * @typedef {(screen: Screen, words: Record<string, string>, prompt: string, touched: () => void, preview: Preview, bring: Bring) => Controls} Asking
 *   Makes the controls of a type: `prompt` is the id of the question's text, `touched` is called after every change.
 */

export {};
