// @ts-check
import { make } from "./make.js";

/**
 * A button that reads a text aloud, there only while a voice of this machine's own speaks the language: others would send the text away.
 * @param {Record<string, string>} words @param {string} lang @param {() => string} text
 */
export function aloud(words, lang, text) {
  const speech = window.speechSynthesis;
  const voice = () => speech?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(lang.split("-")[0]));
  const button = make("button", { type: "button", class: "button tx-aloud", hidden: true, onclick: () => turn() }, words.read_aloud);
  const offer = () => (button.hidden = !voice());
  const rest = () => (button.textContent = words.read_aloud);
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
    button.textContent = words.be_quiet;
    speech.speak(said);
  }
  offer();
  speech?.addEventListener?.("voiceschanged", offer); // Chromium finds its voices late
  return {
    node: button,
    close: () => {
      speech?.removeEventListener?.("voiceschanged", offer);
      if (button.textContent === words.be_quiet) speech.cancel();
    },
  };
}
