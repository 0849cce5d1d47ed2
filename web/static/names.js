// Fields that take a name: suggestions of one kind as an ARIA combobox. Without this a name can be
// typed just as well. A field for several names completes the last one.
// The value of data-many is what stands between the names.
const BETWEEN = ";";

class Names {
  constructor(input, number) {
    this.input = input;
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.id = `names-${number}`;
    this.list.className = "options";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", `Names for ${input.labels[0].firstChild.textContent.trim()}`);
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(), 90);
    });
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.press(event));
  }

  close() {
    this.asked += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  // What stands before the name that is being typed, and that name.
  split() {
    const text = this.input.value;
    const { many } = this.input.dataset;
    const place = many === undefined ? -1 : text.lastIndexOf(many || BETWEEN);
    return [text.slice(0, place + 1), text.slice(place + 1).trim()];
  }

  async suggest() {
    const ticket = ++this.asked;
    const [, text] = this.split();
    if (!text) {
      this.close();
      return;
    }
    const query = new URLSearchParams({ q: text, kind: this.input.dataset.names });
    const answer = await fetch(`/api/names?${query}`);
    const found = answer.ok ? await answer.json() : [];
    if (ticket === this.asked && document.activeElement === this.input) {
      this.show(found);
    }
  }

  show(found) {
    this.options = found;
    this.active = -1;
    this.list.replaceChildren(
      ...found.map((option, index) => {
        const item = document.createElement("li");
        const label = document.createElement("span");
        const slug = document.createElement("span");
        item.id = `${this.list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        label.textContent = option.label;
        slug.textContent = option.kind;
        item.append(label, slug);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.take(index);
        });
        return item;
      }),
    );
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  mark(index) {
    this.active = (index + this.options.length) % this.options.length;
    [...this.list.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === this.active));
    });
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.list.children[this.active].id);
  }

  take(index) {
    const [before] = this.split();
    this.input.value = `${before}${before ? " " : ""}${this.options[index].value}`;
    this.close();
  }

  press(event) {
    if (this.list.hidden) {
      return;
    }
    if (event.key === "Escape") {
      this.close();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.mark(this.active + 1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      this.mark(this.active < 0 ? this.options.length - 1 : this.active - 1);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    }
  }
}

document.querySelectorAll("input[data-names]").forEach((input, number) => new Names(input, number));
