// The button that stops a query, and how long it has been running: both are there while one runs.
const TICK_MS = 100;

for (const button of document.querySelectorAll("button[data-stop]")) {
  const asking = document.getElementById(button.dataset.stop);
  const running = document.querySelector(`[data-running="${button.dataset.stop}"]`);
  let timer;
  const rest = () => {
    clearInterval(timer);
    button.removeAttribute("data-runs");
    running.textContent = "";
  };
  asking.addEventListener("submit", () => {
    const start = performance.now();
    button.setAttribute("data-runs", "");
    clearInterval(timer);
    timer = setInterval(() => {
      running.textContent = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    }, TICK_MS);
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    fetch(button.form.action, { method: "POST", body: new URLSearchParams(new FormData(button.form)) });
  });
  // Back from a result: nothing runs.
  addEventListener("pageshow", rest);
}
