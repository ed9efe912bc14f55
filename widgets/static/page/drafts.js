// @ts-check
/** @import {Answer} from "./contract.js" */

/** What was typed and not yet checked is kept by the browser tab, so that running the cell again does not lose it. */
export const drafts = {
  /** @param {string} key @returns {Answer | null} */
  read(key) {
    try {
      return JSON.parse(sessionStorage.getItem(`trellis/${key}`) ?? "null");
    } catch {
      return null;
    }
  },
  /** @param {string} key @param {Answer | null} value */
  write(key, value) {
    try {
      if (value === null || value === "") sessionStorage.removeItem(`trellis/${key}`);
      else sessionStorage.setItem(`trellis/${key}`, JSON.stringify(value));
    } catch {
      // A browser that forbids storage only loses drafts; answers are in the journal.
    }
  },
};
