// Sorting a table by the column whose head is pressed, and narrowing it to a region. The page works without it.
for (const table of document.querySelectorAll(".cw-matrix table")) {
  const body = table.tBodies[0];
  const first = [...body.rows];
  table.querySelectorAll("thead button").forEach((button, column) => {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
      // Empty cells stay at the end, whichever way it is sorted.
      const order = (a, b) => (key(a) === "") - (key(b) === "") || (down ? -1 : 1) * key(a).localeCompare(key(b)) || first.indexOf(a) - first.indexOf(b);
      body.append(...[...body.rows].sort(order));
    });
  });
  document.querySelector("#region")?.addEventListener("change", (event) => {
    for (const row of body.rows) row.hidden = event.target.value !== "" && row.dataset.region !== event.target.value;
  });
}
