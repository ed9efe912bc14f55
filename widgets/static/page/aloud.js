// @ts-check
import { make } from "./make.js";

/** Milliseconds in which a browser finds its voices. */
const VOICES_AFTER = 2000;

/**
 * A button that reads a text aloud, there only while a voice of this machine's own speaks the language: others would send the text away.
 * @param {Record<string, string>} words @param {() => string} lang @param {boolean} asked whether the student needs it: then it comes first, and where
 *   there is no voice, that is said @param {() => string} text
 */
export function aloud(words, lang, asked, text) {
  const speech = window.speechSynthesis;
  const voice = () => speech?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(lang().split("-")[0]));
  const button = make("button", { type: "button", class: asked ? "button tx-aloud tx-first" : "button tx-aloud", hidden: true, onclick: () => turn() }, words.read_aloud);
  const none = make("p", { class: "tx-voiceless small muted", hidden: true }, words.no_voice);
  const offer = () => {
    button.hidden = !voice();
    none.hidden = true;
    none.hidden = !asked || !button.hidden || document.querySelector(".tx-voiceless:not([hidden])") !== null; // said once on a page
  };
  let ours = false;
  const rest = () => {
    ours = false;
    button.textContent = words.read_aloud;
  };
  function turn() {
    const speaking = speech.speaking;
    speech.cancel();
    rest();
    const own = voice();
    if (speaking || !own) return;
    const said = new SpeechSynthesisUtterance(text());
    said.voice = own;
    said.lang = own.lang;
    said.rate = 0.95;
    said.onend = rest;
    said.onerror = rest;
    ours = true;
    button.textContent = words.be_quiet;
    speech.speak(said);
  }
  offer();
  none.hidden = true; // voices are found late: that there is none is said only once they were looked for
  const late = setTimeout(offer, VOICES_AFTER);
  speech?.addEventListener?.("voiceschanged", offer); // Chromium finds its voices late
  return {
    node: asked ? make("div", { class: "tx-presses" }, button, none) : button,
    close: () => {
      speech?.removeEventListener?.("voiceschanged", offer);
      clearTimeout(late);
      if (ours) speech.cancel();
    },
  };
}
