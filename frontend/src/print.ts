// SPDX-License-Identifier: Apache-2.0
// A button with data-print prints the page. Without scripts it is hidden: the browser's own menu
// prints as well.

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
