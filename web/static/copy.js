// Buttons that copy the text of another element, and say so.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
      button.textContent = "Copied";
    } catch {
      field.select?.();
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  });
}
