// The tour by arrow keys, and the offer of it that can be sent away.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea, [contenteditable], .scroll");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
    return;
  }
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`.tour-move a[rel="${rel}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

const offer = document.querySelector("[data-offer]");
if (offer) {
  offer.querySelector("button").addEventListener("click", () => {
    document.cookie = "captivity_guided=1; max-age=31536000; path=/; samesite=lax";
    offer.remove();
    document.querySelector("main").focus();
  });
}
