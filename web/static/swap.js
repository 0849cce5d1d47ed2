// One state of the market page in the place of another, without a reload: the page of the new
// address is fetched as a document (no markup is ever made from text here) and its regions move in.
const root = document.getElementById("market");
let latest = 0;

function load(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", url);
    request.setRequestHeader("Accept", "text/html");
    request.onload = () => {
      const found = request.response;
      const isPage = request.status === 200 && found && found.getElementById("market");
      isPage ? resolve(found) : reject(new Error(String(request.status)));
    };
    request.onerror = () => reject(new Error("no answer"));
    request.send();
  });
}

// What a reader had under the keyboard, in words that hold in the next state too.
function describeFocus() {
  const had = document.activeElement;
  if (!root.contains(had)) {
    return null;
  }
  const mark = ["id", "data-key", "data-step", "data-role", "aria-label"].find((name) => had.hasAttribute(name));
  return mark ? `[${mark}="${CSS.escape(had.getAttribute(mark))}"]` : "#summary";
}

function moveIn(found, keep) {
  for (const old of root.querySelectorAll("[data-region]")) {
    const fresh = found.querySelector(`[data-region="${old.dataset.region}"]`);
    if (!keep.includes(old.dataset.region)) {
      const isOpen = old.querySelector("details[open]") !== null;
      old.replaceWith(document.adoptNode(fresh));
      const closed = fresh.querySelector("details");
      if (isOpen && closed) {
        closed.open = true;
      }
    }
  }
  const said = document.getElementById("summary");
  const says = found.getElementById("summary").textContent;
  if (said.textContent !== says) {
    said.textContent = says;
  }
  document.title = found.title;
}

/**
 * Show another state of the page.
 *
 * `record` is "push", "replace" or "" for the history; `keep` names regions that stay; `focus` is a
 * selector of what comes under the keyboard. Resolves to whether this is the state now shown.
 */
export async function show(url, { record = "push", keep = [], focus = null } = {}) {
  const turn = (latest += 1);
  const address = new URL(url, location.href);
  address.hash = "";
  let found;
  try {
    found = await load(address);
  } catch {
    location.assign(address);
    return false;
  }
  if (turn !== latest) {
    return false;
  }
  const wanted = focus ?? describeFocus();
  const network = found.getElementById("network");
  const isCanvas = document.querySelector("[data-network]") !== null;
  if (isCanvas !== (network !== null)) {
    location.assign(address);
    return false;
  }
  moveIn(found, isCanvas ? [...keep, "picture"] : keep);
  if (record === "push") {
    history.pushState(null, "", address);
  } else if (record === "replace") {
    history.replaceState(null, "", address);
  }
  if (network) {
    document.dispatchEvent(new CustomEvent("market:network", { detail: JSON.parse(network.textContent) }));
  }
  document.dispatchEvent(new Event("market:shown"));
  // A box is drawn twice, for wide screens and for narrow ones: the one that is seen.
  const target = wanted && [...document.querySelectorAll(wanted)].find((one) => one.getClientRects().length);
  if (target && document.activeElement !== target) {
    target.focus({ preventScroll: true });
  }
  return true;
}

/** The present address with some arguments set, or taken out where the value is empty. */
export function withArguments(changes) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    value ? address.searchParams.set(name, value) : address.searchParams.delete(name);
  }
  return address;
}
