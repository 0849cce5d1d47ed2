// Buttons that copy what stands in another element; without a clipboard their place stays empty.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const from = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.style.visibility = navigator.clipboard ? "" : "hidden";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  });
}
