// The search box: "/" focuses it; suggestions in groups as an ARIA combobox. Without this it is a
// plain form. Every text from the server becomes a text node.
const MARKUP = "http://www.w3.org/2000/svg";
const SHAPES = {
  asset: ["rect", { x: 2, y: 2, width: 12, height: 12, rx: 2 }],
  platform: ["path", { d: "M8 1l7 7-7 7-7-7z" }],
  organisation: ["circle", { cx: 8, cy: 8, r: 6.5 }],
  place: ["path", { d: "M8 1.5l7 12.5H1z" }],
  other: ["path", { d: "M2 5h12v6H2z" }],
};
const DRAWN = new Set(["svg", "rect", "path", "circle"]);
const RECENT = "captivity-recent";
const MOST_RECENT = 6;
const PAUSE_MS = 80;

const form = document.querySelector("form.search");
const input = form.querySelector("input[data-suggest]");
const list = make("div", { id: "suggestions", class: "options", role: "listbox", "aria-label": "Suggestions" });
const told = make("p", { class: "sr", "aria-live": "polite" });
let options = [];
let active = -1;
let timer;
let asked = 0;

function make(name, attributes = {}, ...children) {
  const node = DRAWN.has(name) ? document.createElementNS(MARKUP, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

function draw(shape) {
  const [tag, attributes] = SHAPES[shape] ?? SHAPES.other;
  const frame = { class: `glyph ${shape}`, viewBox: "0 0 16 16", "aria-hidden": "true" };
  return make("svg", frame, make(tag, attributes));
}

function close() {
  asked += 1;
  clearTimeout(timer);
  list.hidden = true;
  active = -1;
  told.textContent = "";
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(index) {
  active = (index + options.length) % options.length;
  options.forEach(({ item }, place) => item.setAttribute("aria-selected", String(place === active)));
  options[active].item.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[active].item.id);
}

function makeOption(row, index) {
  const name = make("span", { class: "option-name" });
  for (const [part, fits] of row.parts) {
    name.append(fits ? make("mark", {}, part) : part);
  }
  const second = [row.kind, row.detail, row.id].filter(Boolean).join(" · ");
  const item = make(
    "div",
    { id: `suggestion-${index}`, class: "option", role: "option", "aria-selected": "false" },
    draw(row.shape),
    make("span", { class: "option-text" }, name, make("span", { class: "option-more" }, second)),
  );
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", () => location.assign(row.url));
  return item;
}

function makeGroup(title, items, number) {
  const head = make("div", { id: `suggestions-${number}`, class: "option-head" }, title);
  return make("div", { role: "group", "aria-labelledby": head.id }, head, ...items);
}

function show(rows, note) {
  options = rows.map((row, index) => ({ url: row.url, group: row.group, item: makeOption(row, index) }));
  active = -1;
  const titles = [...new Set(rows.map((row) => row.group))];
  list.replaceChildren(
    ...titles.map((title, number) => {
      const items = options.filter(({ group }) => group === title).map(({ item }) => item);
      return makeGroup(title, items, number);
    }),
  );
  if (note && rows.length === 0) {
    list.append(make("p", { class: "option-none" }, note));
  }
  list.hidden = list.children.length === 0;
  input.setAttribute("aria-expanded", String(rows.length > 0));
  input.removeAttribute("aria-activedescendant");
  const count = `${rows.length} suggestion${rows.length === 1 ? "" : "s"}`;
  const groups = titles.length > 1 ? ` in ${titles.length} groups` : "";
  told.textContent = rows.length ? `${count}${groups}` : (note ?? "");
}

// The pages of things that were open last, kept in this browser alone.
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    const isOurs = (row) => typeof row?.label === "string" && /^\/id[/?]/.test(row?.url);
    return Array.isArray(kept) ? kept.filter(isOurs).slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

function remember() {
  const heading = document.querySelector("h1");
  if (!/^\/id(\/|$)/.test(location.pathname) || !heading) {
    return;
  }
  const url = location.pathname + (location.pathname === "/id" ? location.search : "");
  const label = heading.textContent.trim().slice(0, 80);
  const others = recent().filter((row) => row.url !== url);
  try {
    localStorage.setItem(RECENT, JSON.stringify([{ label, url }, ...others].slice(0, MOST_RECENT)));
  } catch {
    // A browser that keeps nothing has no recent pages.
  }
}

function showRecent() {
  const rows = recent().filter((row) => row.url !== location.pathname);
  show(
    rows.map(({ label, url }) => ({
      url,
      id: decodeURI(url).replace(/^\/id\//, ""),
      shape: "other",
      group: "Open lately",
      parts: [[label, false]],
    })),
  );
}

async function suggest() {
  const text = input.value.trim();
  const ticket = ++asked;
  if (!text) {
    showRecent();
    return;
  }
  const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
  const rows = answer?.ok ? await answer.json() : null;
  if (ticket === asked && document.activeElement === input) {
    show(rows ?? [], rows ? "Nothing has this in its name." : "The server does not answer.");
  }
}

function press(event) {
  const isOpen = !list.hidden && options.length > 0;
  const moves = {
    ArrowDown: () => mark(active + 1),
    ArrowUp: () => mark(active < 0 ? options.length - 1 : active - 1),
    Home: () => mark(0),
    End: () => mark(options.length - 1),
  };
  if (event.isComposing) {
    return;
  }
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "ArrowDown" && list.hidden) {
    event.preventDefault();
    suggest();
  } else if (isOpen && event.key in moves && (active >= 0 || event.key.startsWith("Arrow"))) {
    // Home and End belong to the text until a suggestion is marked.
    event.preventDefault();
    moves[event.key]();
  } else if (isOpen && event.key === "Enter" && active >= 0) {
    event.preventDefault();
    location.assign(options[active].url);
  }
}

list.hidden = true;
input.after(list);
form.append(told);
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": list.id,
  "aria-expanded": "false",
})) {
  input.setAttribute(name, value);
}
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, PAUSE_MS);
});
input.addEventListener("blur", close);
input.addEventListener("keydown", press);
document.addEventListener("keydown", (event) => {
  const isTyping = event.composedPath()[0].closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
remember();
