// The market page: links, choices and the history swap its state; a picture of it can be saved.
import { show, withArguments } from "./swap.js";
import "./timeline.js";
import "./trace.js";

const root = document.getElementById("market");
const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

root.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !isPlain(event) || link.hasAttribute("data-whole")) {
    return;
  }
  const href = link.getAttribute("href");
  const address = new URL(href, location.href);
  if (address.pathname !== "/" || address.searchParams.has("format")) {
    return;
  }
  event.preventDefault();
  if (link.hasAttribute("data-close")) {
    close();
  } else {
    const isTold = address.searchParams.has("focus") && !link.closest(".told");
    show(address, isTold ? { focus: "#told-name" } : {});
  }
});

// The box whose details were closed comes under the keyboard again.
function close() {
  const key = new URL(location.href).searchParams.get("focus") ?? "";
  show(withArguments({ focus: "" }), { focus: `[data-key="${CSS.escape(key)}"]` });
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) {
    return;
  }
  const filters = root.querySelector(".more-filters[open]");
  if (filters) {
    filters.open = false;
    filters.querySelector("summary").focus();
  } else if (document.getElementById("told") && !event.target.matches("input, select")) {
    close();
  }
});

addEventListener("click", (event) => {
  const filters = root.querySelector(".more-filters[open]");
  if (filters && !filters.contains(event.target)) {
    filters.open = false;
  }
});

// Choices: empty fields and the day of today are kept out of the address.
function send(form) {
  const today = new Date().toISOString().slice(0, 10);
  const pairs = [...new FormData(form)].filter(([name, value]) => value && !(name === "as_of" && value === today));
  show(`/?${new URLSearchParams(pairs)}`);
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});

root.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form?.id === "choose" && (field.matches("select") || (field.type === "date" && field.value))) {
    send(field.form);
  }
});

addEventListener("popstate", () => show(location.href, { record: "" }));

// The drawing as a file is an image of this server's, so it can be painted and saved as pixels.
root.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-png]");
  if (!button) {
    return;
  }
  const image = new Image();
  image.src = button.dataset.png;
  await image.decode();
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
  sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
  sheet.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "captivity-market.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
});
