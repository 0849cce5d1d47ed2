// The search box: "/" focuses it; suggestions as an ARIA combobox. Without this it is a plain form.
const input = document.querySelector("input[data-suggest]");
const list = document.createElement("ul");
let options = [];
let active = -1;
let timer;
let asked = 0;

list.id = "suggestions";
list.className = "options";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Suggestions");
input.after(list);
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": list.id,
  "aria-expanded": "false",
})) {
  input.setAttribute(name, value);
}

function close() {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(index) {
  active = (index + options.length) % options.length;
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
  list.children[active].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", list.children[active].id);
}

function show(found) {
  options = found;
  active = -1;
  list.replaceChildren(
    ...found.map((option, index) => {
      const item = document.createElement("li");
      const label = document.createElement("span");
      const kind = document.createElement("span");
      item.id = `suggestion-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      label.textContent = option.label;
      kind.textContent = option.kind;
      item.append(label, kind);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        location.assign(option.url);
      });
      return item;
    }),
  );
  list.hidden = found.length === 0;
  input.setAttribute("aria-expanded", String(found.length > 0));
  input.removeAttribute("aria-activedescendant");
}

async function suggest() {
  const text = input.value.trim();
  const ticket = ++asked;
  if (!text) {
    close();
    return;
  }
  const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
  if (ticket === asked && answer.ok && document.activeElement === input) {
    show(await answer.json());
  }
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, 90);
});
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    close();
  } else if (list.hidden) {
    return;
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    mark(active + 1);
  } else if (event.key === "ArrowUp") {
    event.preventDefault();
    mark(active < 0 ? options.length - 1 : active - 1);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    location.assign(options[active].url);
  }
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
