// Forms that only look: send them when a choice changes, and keep empty fields out of the address.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select") || (event.target.type === "date" && event.target.value)) {
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const field of form.elements) {
      const isUsual = field.name === "view" && field.value === "developer";
      const isToday = field.name === "as_of" && field.value === today;
      if (field.name && (field.value === "" || isUsual || isToday)) {
        field.disabled = true;
      }
    }
  });
}

// Back from a page that was sent: the fields that were kept out are fields again.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-autosubmit] :disabled")) {
    field.disabled = false;
  }
});

// Ctrl or Cmd and Enter send the form of a text area.
for (const area of document.querySelectorAll("textarea")) {
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.form.requestSubmit();
    }
  });
}
