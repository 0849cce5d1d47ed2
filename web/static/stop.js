// The button that stops a query: it is there while one runs, and leaves the page where it is.
for (const button of document.querySelectorAll("button[data-stop]")) {
  const asking = document.getElementById(button.dataset.stop);
  button.hidden = true;
  asking.addEventListener("submit", () => {
    button.hidden = false;
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    fetch(button.form.action, { method: "POST", body: new URLSearchParams(new FormData(button.form)) });
  });
}

// Back from a result: nothing runs.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-stop]")) {
    button.hidden = true;
  }
});
