// The road map under pointer and keyboard: a box shows its whole way, arrows go from box to box.
const root = document.getElementById("market");

function boxes() {
  return [...root.querySelectorAll(".map .knot")];
}

const leftOf = (box) => Number(box.querySelector("rect").getAttribute("x"));
const topOf = (box) => Number(box.querySelector("rect").getAttribute("y"));

// Every key on the way through a box, to both sides.
function wayThrough(key) {
  const ties = [...root.querySelectorAll(".map .tie")];
  const near = new Set([key]);
  for (const [from, to] of [["from", "to"], ["to", "from"]]) {
    const waiting = [key];
    while (waiting.length > 0) {
      const here = waiting.pop();
      for (const tie of ties) {
        if (tie.dataset[from] === here) {
          near.add(tie);
          if (!near.has(tie.dataset[to])) {
            near.add(tie.dataset[to]);
            waiting.push(tie.dataset[to]);
          }
        }
      }
    }
  }
  return near;
}

function trace(box) {
  const map = box.closest(".roadmap");
  const near = wayThrough(box.dataset.key);
  if (near.size < 2) {
    return;
  }
  map.classList.add("traced");
  for (const found of boxes()) {
    found.classList.toggle("near", near.has(found.dataset.key));
  }
  for (const tie of map.querySelectorAll(".tie")) {
    tie.classList.toggle("near", near.has(tie));
  }
}

function untrace() {
  root.querySelector(".roadmap.traced")?.classList.remove("traced");
}

for (const [starts, ends] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  root.addEventListener(starts, (event) => {
    const box = event.target.closest(".map .knot");
    if (box) {
      trace(box);
    }
  });
  root.addEventListener(ends, (event) => {
    if (event.target.closest(".map .knot")) {
      untrace();
    }
  });
}

// One box of the map is on the way of the Tab key, the arrows lead to the others.
function rove() {
  const all = boxes();
  const first = all.find((box) => box === document.activeElement) ?? all[0];
  for (const box of all) {
    box.tabIndex = box === first ? 0 : -1;
  }
}

function nextBox(box, key) {
  const all = boxes();
  const columns = [...new Set(all.map(leftOf))].sort((a, b) => a - b);
  const column = columns.indexOf(leftOf(box));
  if (key === "ArrowUp" || key === "ArrowDown") {
    const mates = all.filter((other) => leftOf(other) === columns[column]).sort((a, b) => topOf(a) - topOf(b));
    return mates[mates.indexOf(box) + (key === "ArrowDown" ? 1 : -1)];
  }
  const beside = columns[column + (key === "ArrowRight" ? 1 : -1)];
  const far = (other) => Math.abs(topOf(other) - topOf(box));
  return all.filter((other) => leftOf(other) === beside).sort((a, b) => far(a) - far(b))[0];
}

root.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".map .knot");
  if (box && event.key.startsWith("Arrow")) {
    const next = nextBox(box, event.key);
    event.preventDefault();
    if (next) {
      box.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  }
});

function prepare() {
  for (const hidden of root.querySelectorAll("[data-play], .track input")) {
    hidden.hidden = false;
  }
  rove();
}

document.addEventListener("market:shown", prepare);
prepare();
