// The editor of code items, made into ../static/editor.js by `npm ci && npm run build` in this folder.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--plum)", fontWeight: "700" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--green)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--blue)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], fontWeight: "700" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "1rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono, ui-monospace, monospace)", caretColor: "var(--ink)", paddingBlock: "10px", minHeight: "7em", outline: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--muted)", border: "none", paddingInline: "6px 4px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--line) 35%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--blue-soft)" },
  ".cm-matchingBracket": { outline: "1px solid var(--edge)", backgroundColor: "transparent" },
  ".cm-scroller": { overflow: "auto", maxHeight: "32em", lineHeight: "1.55" },
});

/**
 * An editor of Python in `parent`. Tab moves in and Shift+Tab moves out; Escape, then Tab, leaves it.
 * `touched` is called after every change; `lines` are the words of the editor for a screen reader.
 */
export function edit({ parent, text, label, describedby, touched }) {
  const rest = new Compartment();
  const view = new EditorView({
    parent,
    root: parent.getRootNode(),
    doc: text,
    extensions: [
      lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(), indentOnInput(), python(),
      indentUnit.of("    "), EditorState.tabSize.of(4), syntaxHighlighting(colours), look,
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, { key: "Tab", run: indentMore, shift: indentLess }]),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedby, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
      EditorView.updateListener.of((update) => { if (update.docChanged) touched(); }),
      rest.of([]),
    ],
  });
  return {
    read: () => view.state.doc.toString(),
    write: (next) => { if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }); },
    rest: (rests) => view.dispatch({ effects: rest.reconfigure(rests ? [EditorState.readOnly.of(true)] : []) }),
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
