// The editor over the text area: colours, completion from the graph, the error where it stands.
// It lives in a shadow tree, whose styles need no exception from the page's policy. Without it, or
// when it cannot start, the text area stays what it is.
const KEYWORDS = `SELECT CONSTRUCT DESCRIBE ASK WHERE PREFIX BASE DISTINCT REDUCED FROM NAMED GRAPH
OPTIONAL UNION MINUS FILTER BIND VALUES SERVICE EXISTS NOT IN AS HAVING LIMIT OFFSET ASC DESC UNDEF
GROUP ORDER BY true false a`.split(/\s+/);
const FUNCTIONS = `COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI
BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS
STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE NOW UUID STRUUID MD5 SHA1 SHA256
SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE`.split(/\s+/);
const SAFE_LOCAL = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/;
// A prefixed name, a variable or a bare word before the cursor.
const WORD = /(?:[?$]\w*|[A-Za-z][\w-]*:[\w./-]*|:[\w./-]*|[A-Za-z_][\w-]*)$/;
const MOST_ENTITIES = 8;

let known = null;

async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer.json();
}

// What does not come is not offered; the next key tries again.
function loadKnown() {
  known ??= fetchJson("/api/completion").catch(() => {
    known = null;
    return { prefixes: {}, terms: [] };
  });
  return known;
}

function describe(term) {
  const info = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = term.label || term.name;
  const uses = term.uses ? ` Used ${term.uses.toLocaleString("en")} times.` : "";
  info.append(head, document.createElement("br"), `${term.info}${uses}`.trim());
  return info;
}

function termOptions(terms) {
  const ranks = { property: 2, class: 1, constant: 0 };
  return terms.map((term) => ({
    label: term.name,
    detail: term.label,
    type: term.type,
    boost: ranks[term.type] + (term.uses ? 1 : 0),
    info: () => describe(term),
  }));
}

function prefixOptions(prefixes) {
  return Object.entries(prefixes).map(([name, base]) => ({ label: `${name}:`, detail: base, type: "namespace", boost: -1 }));
}

function variableOptions(text, word) {
  const names = new Set(text.match(/[?$]\w+/g) ?? []);
  names.delete(word);
  return [...names].map((label) => ({ label, type: "variable" }));
}

const wordOptions = [
  ...KEYWORDS.map((label) => ({ label, type: "keyword", boost: -2 })),
  ...FUNCTIONS.map((label) => ({ label, type: "function", boost: -3, apply: `${label}(` })),
];

function entityOption(row) {
  const isOurs = row.id !== row.iri && SAFE_LOCAL.test(row.id);
  return {
    label: row.label,
    detail: [row.kind, row.detail].filter(Boolean).join(" · "),
    type: "entity",
    apply: isOurs ? `:${row.id}` : `<${row.iri}>`,
  };
}

async function findEntities(text) {
  const rows = await fetchJson(`/api/search?limit=20&q=${encodeURIComponent(text)}`).catch(() => []);
  const isThing = (row) => !["term", "question"].includes(row.section);
  return rows.filter(isThing).slice(0, MOST_ENTITIES).map(entityOption);
}

async function complete(context) {
  const found = context.matchBefore(WORD);
  if (!found && !context.explicit) {
    return null;
  }
  const word = found?.text ?? "";
  const from = found?.from ?? context.pos;
  if (/^[?$]/.test(word)) {
    return { from, options: variableOptions(context.state.doc.toString(), word), validFor: /^[?$]\w*$/ };
  }
  const { prefixes, terms } = await loadKnown();
  if (/^[A-Za-z][\w-]*:/.test(word)) {
    return { from, options: termOptions(terms), validFor: /^[A-Za-z][\w-]*:[\w-]*$/ };
  }
  const text = word.replace(/^:/, "");
  const entities = text.length > 1 ? await findEntities(text) : [];
  if (context.aborted) {
    return null;
  }
  if (word.startsWith(":")) {
    return { from, options: entities, filter: false };
  }
  // Terms by what they are called, not by their names alone.
  const wanted = word.toLowerCase();
  const isMeant = (option) => `${option.label} ${option.detail ?? ""}`.toLowerCase().includes(wanted);
  const rest = [...termOptions(terms), ...wordOptions, ...prefixOptions(prefixes)].filter(isMeant);
  const starts = (option) => option.label.toLowerCase().startsWith(wanted);
  const options = [...rest.filter(starts), ...rest.filter((option) => !starts(option)).slice(0, 12)];
  return { from, options: [...options.slice(0, 20), ...entities], filter: false };
}

function makeTheme({ EditorView, HighlightStyle, syntaxHighlighting, tags }) {
  const theme = EditorView.theme({
    "&": { height: "100%", fontSize: "var(--step--1)", color: "var(--ink)", backgroundColor: "transparent" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", maxHeight: "70vh", overflow: "auto" },
    ".cm-content": { padding: "0.6rem 0", caretColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none", paddingLeft: "0.25rem" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--focus) 7%, transparent)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "color-mix(in srgb, var(--focus) 28%, transparent)",
    },
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--good) 25%, transparent)" },
    ".cm-tooltip": {
      backgroundColor: "var(--surface)",
      color: "var(--ink)",
      border: "1px solid var(--line-strong)",
      borderRadius: "6px",
      boxShadow: "0 8px 28px var(--edge)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", maxHeight: "17rem", minWidth: "18rem" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.6rem", lineHeight: "1.45" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
    ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
    ".cm-completionLabel": { fontFamily: "var(--mono)" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
    ".cm-completionDetail": { fontStyle: "normal", color: "var(--muted)", marginLeft: "0.75rem" },
    ".cm-completionInfo": { padding: "0.5rem 0.75rem", maxWidth: "22rem", fontFamily: "var(--sans)", lineHeight: "1.45" },
    ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
    ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "0.4rem 0.7rem" },
    ".cm-diagnostic-error": { borderLeft: "4px solid var(--captive)" },
    // The line that the library draws is an image, which the policy of the page keeps out.
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--captive)",
      textUnderlineOffset: "0.2em",
      backgroundColor: "var(--captive-wash)",
    },
  });
  const colours = HighlightStyle.define([
    { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
    { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
    { tag: [tags.string, tags.number], color: "var(--good)" },
    { tag: [tags.atom, tags.meta], color: "var(--captive)" },
    { tag: tags.local(tags.variableName), color: "var(--ink)", fontWeight: "600" },
  ]);
  return [theme, syntaxHighlighting(colours)];
}

function makeSetup(library) {
  const { keymap } = library;
  return [
    library.lineNumbers(),
    library.highlightActiveLineGutter(),
    library.highlightActiveLine(),
    library.drawSelection(),
    library.history(),
    library.bracketMatching(),
    library.closeBrackets(),
    library.highlightSelectionMatches(),
    library.StreamLanguage.define(library.sparql),
    library.autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 120 }),
    keymap.of([
      ...library.closeBracketsKeymap,
      ...library.defaultKeymap,
      ...library.searchKeymap,
      ...library.historyKeymap,
      ...library.completionKeymap,
    ]),
  ];
}

// What the browser is about to replace: the editor learns of a new selection only a moment later, and
// in a shadow tree not every browser tells the ranges of the event.
function findReplaced(event, view) {
  const selection = view.root.getSelection?.();
  const range = event.getTargetRanges()[0] ?? (selection?.rangeCount ? selection.getRangeAt(0) : null);
  if (!range || !view.contentDOM.contains(range.startContainer)) {
    return view.state.selection.main;
  }
  return {
    from: view.posAtDOM(range.startContainer, range.startOffset),
    to: view.posAtDOM(range.endContainer, range.endOffset),
  };
}

// A browser that types over a selection keeps its look by a style attribute, which the policy of
// the page forbids. So what is typed there is put in by the editor.
function makeTyping({ EditorView }) {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      if (event.inputType !== "insertText" || event.isComposing || !event.data) {
        return false;
      }
      const { from, to } = findReplaced(event, view);
      if (from === to) {
        return false;
      }
      view.dispatch({ selection: { anchor: from, head: to } });
      const typed = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
      const handlers = view.state.facet(EditorView.inputHandler);
      if (!handlers.some((handle) => handle(view, from, to, event.data, typed))) {
        view.dispatch(typed());
      }
      return true;
    },
  });
}

function markError(library, view, { line, column, message }) {
  const number = Math.min(Math.max(Number(line), 1), view.state.doc.lines);
  const place = view.state.doc.line(number);
  const from = Math.min(place.from + Math.max(Number(column) - 1, 0), place.to);
  const word = view.state.wordAt(from);
  const to = Math.max(word?.to ?? from + 1, from);
  const end = Math.min(to, view.state.doc.length);
  const start = end > from ? from : Math.max(from - 1, 0);
  view.dispatch(library.setDiagnostics(view.state, [{ from: start, to: end, severity: "error", message }]));
}

async function mount(holder) {
  const area = holder.querySelector("textarea");
  const library = await import(holder.dataset.editor);
  const { EditorState, EditorView, Prec, keymap } = library;
  const host = document.createElement("div");
  host.className = "code";
  // Just as high as the text area until somebody types, so that nothing below it moves.
  // (In what is folded away it has no height.)
  host.style.height = area.offsetHeight ? `${area.offsetHeight}px` : "";
  const root = host.attachShadow({ mode: "open" });
  const run = () => {
    area.form.requestSubmit();
    return true;
  };
  const state = EditorState.create({
    doc: area.value,
    extensions: [
      // Tab leaves the editor, as everywhere on the page.
      Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
      makeSetup(library),
      makeTyping(library),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false", tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) {
          host.style.height = "";
          area.value = update.state.doc.toString();
        }
      }),
      makeTheme(library),
    ],
  });
  holder.append(host);
  const view = new EditorView({ state, parent: root, root });
  area.hidden = true;
  view.contentDOM.style.minHeight = host.style.minHeight = host.style.height;
  if (holder.dataset.line) {
    markError(library, view, holder.dataset);
  }
  // Whoever sets the text area, such as the browser that comes back, sets the editor.
  addEventListener("pageshow", () => {
    if (area.value !== view.state.doc.toString()) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } });
    }
  });
  holder.dataset.ready = "";
}

// A text too long for an address is sent in a body; a day that is not given is no part of it.
for (const form of document.querySelectorAll("form[data-longest]")) {
  form.addEventListener("submit", () => {
    form.method = form.elements.query.value.length > Number(form.dataset.longest) ? "post" : "get";
    const day = form.elements["as-of"];
    day.disabled = day.value === "";
  });
  addEventListener("pageshow", () => {
    form.elements["as-of"].disabled = false;
  });
}

for (const holder of document.querySelectorAll("[data-editor]")) {
  mount(holder);
}
