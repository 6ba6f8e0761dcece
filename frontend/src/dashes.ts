// SPDX-License-Identifier: Apache-2.0
// A cell that says nothing but a dash is marked: where a list is narrow, it is left out.

function mark(): void {
  for (const cell of document.querySelectorAll<HTMLElement>(".table-mobile-md td[data-label]")) {
    const said = (cell.textContent ?? "").trim();
    cell.classList.toggle("is-none", said === "–" || (said === "" && !cell.querySelector("input, button, svg, img")));
  }
}

mark();
document.addEventListener("htmx:afterSwap", mark);
