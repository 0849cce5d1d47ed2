// What web/static/editor.js takes from CodeMirror; everything else is left out of the bundle.
export { acceptCompletion, autocompletion, completeFromList, snippetCompletion, startCompletion } from "@codemirror/autocomplete";
export { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
export { sparql } from "@codemirror/legacy-modes/mode/sparql";
export { lintGutter, setDiagnostics } from "@codemirror/lint";
export { EditorState, Prec } from "@codemirror/state";
export { EditorView, keymap } from "@codemirror/view";
export { tags } from "@lezer/highlight";
export { basicSetup } from "codemirror";
