// Ticks all boxes of a section by one. That box is hidden where there is no script.
for (const all of document.querySelectorAll("[data-check-all]")) {
  for (const element of [all, ...all.labels]) element.hidden = false;
  all.addEventListener("change", () => {
    const boxes = all.closest("section").querySelectorAll(`input[type="checkbox"][name="${all.dataset.checkAll}"]`);
    for (const box of boxes) box.checked = all.checked;
  });
}
