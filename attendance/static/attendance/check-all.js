// One tick for all of its section: shown only where there is script to do it.
for (const all of document.querySelectorAll("[data-check-all]")) {
  const each = () => all.closest("section").querySelectorAll(`input[type="checkbox"][name="${all.dataset.checkAll}"]`);
  for (const part of [all, ...all.labels]) part.hidden = false;
  all.addEventListener("change", () =>
    each().forEach((one) => {
      one.checked = all.checked;
    }),
  );
}
