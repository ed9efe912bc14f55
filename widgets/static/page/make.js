// @ts-check

let count = 0;

/** An id that no other page makes; crypto.randomUUID is missing where a school's server has no https. */
export const freshId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}-${(count += 1)}`;

/**
 * An element. `given` holds attributes; `false`, `null` and `undefined` leave one out.
 * @param {string} tag
 * @param {Record<string, unknown>} [given]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function make(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "html") node.innerHTML = String(value); // rendered by curriculum.prose, which lets no raw HTML through
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** @param {string} text @param {Record<string, string | number>} names */
export const fill = (text, names) => text.replace(/\{(\w+)\}/g, (_, name) => String(names[name] ?? ""));

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
