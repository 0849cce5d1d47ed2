// Tables that are wholly shown sort by the column whose head is pressed: up, down, as it came.
function textOf(row, column) {
  return row.cells[column].textContent.trim();
}

function compare(column, isNumber) {
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const number = (text) => {
    const [top, bottom] = text.replaceAll(",", "").split("/");
    return Number(top) / Number(bottom ?? 1);
  };
  return (one, two) => {
    const [a, b] = [textOf(one, column), textOf(two, column)];
    return isNumber ? number(a) - number(b) : order.compare(a, b);
  };
}

// What is empty stands last in either direction.
function sortBy(table, rows, heads, column) {
  const head = heads[column];
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const turn = next[head.getAttribute("aria-sort") ?? "none"];
  heads.forEach((one) => one.removeAttribute("aria-sort"));
  let sorted = rows;
  if (turn !== "none") {
    head.setAttribute("aria-sort", turn);
    const order = compare(column, head.classList.contains("num"));
    const [full, empty] = [true, false].map((is) => rows.filter((row) => (textOf(row, column) !== "") === is));
    sorted = [...full.sort(turn === "ascending" ? order : (a, b) => order(b, a)), ...empty];
  }
  table.tBodies[0].append(...sorted);
}

for (const table of document.querySelectorAll("table[data-sort]")) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, [...rows], heads, column));
    head.append(button);
  });
}
