// The as-of slider: drag or play through the months; the address follows, and back leaves.
import { show, withArguments } from "./swap.js";

const root = document.getElementById("market");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const PAUSE = 700;
const CALM_PAUSE = 2000;
let isPlaying = false;
let waiting = null;
let isBusy = false;

const slider = () => root.querySelector(".track input");
const days = () => slider().dataset.days.split(" ");
const addressOf = (step) => withArguments({ as_of: days()[step] });

function say(step) {
  const range = slider();
  const day = days()[step];
  range.value = step;
  range.setAttribute("aria-valuetext", day ? monthName(day) : "today");
  root.querySelectorAll(".openings rect").forEach((bar, number) => bar.classList.toggle("now", number === step));
  document.getElementById("as_of").value = day || new Date().toISOString().slice(0, 10);
}

function monthName(day) {
  return new Date(day).toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
}

// While a reader drags, the newest place is drawn as soon as the one before is.
async function follow() {
  while (waiting !== null && !isBusy) {
    const step = waiting;
    waiting = null;
    isBusy = true;
    await show(addressOf(step), { record: "", keep: ["timeline", "bar"] });
    isBusy = false;
  }
}

root.addEventListener("input", (event) => {
  if (event.target === slider()) {
    isPlaying = false;
    waiting = Number(event.target.value);
    say(waiting);
    follow();
  }
});

root.addEventListener("change", (event) => {
  if (event.target === slider()) {
    waiting = null;
    show(addressOf(Number(event.target.value)));
  }
});

async function play() {
  const last = days().length - 1;
  let step = Number(slider().value) >= last ? 0 : Number(slider().value) + 1;
  isPlaying = true;
  mark();
  for (let record = "push"; isPlaying && step <= last; step += 1, record = "replace") {
    say(step);
    if (!(await show(addressOf(step), { record, keep: ["timeline", "bar"] }))) {
      break;
    }
    await new Promise((done) => setTimeout(done, calm.matches ? CALM_PAUSE : PAUSE));
  }
  isPlaying = false;
  // The links beside the slider lead on from where it stopped.
  show(location.href, { record: "" });
}

function mark() {
  const button = root.querySelector("[data-play]");
  button.setAttribute("aria-pressed", String(isPlaying));
  button.setAttribute("aria-label", isPlaying ? "Stop" : "Play the history");
  button.firstElementChild.textContent = isPlaying ? "❚❚" : "▶";
}

root.addEventListener("click", (event) => {
  if (event.target.closest("[data-play]")) {
    if (isPlaying) {
      isPlaying = false;
      mark();
    } else {
      play();
    }
  } else if (event.target.closest("a")) {
    isPlaying = false;
  }
});
