// SPDX-License-Identifier: Apache-2.0
// Groups of the main navigation: one open at a time, and closed by Escape or by going elsewhere.

const GROUPS = "details.site-more";

function closeAllBut(kept: Node | null): void {
  for (const group of document.querySelectorAll<HTMLDetailsElement>(`${GROUPS}[open]`)) {
    if (!kept || !group.contains(kept)) group.open = false;
  }
}

document.addEventListener("click", (event) => closeAllBut(event.target as Node));
document.addEventListener("focusin", (event) => closeAllBut(event.target as Node));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>(`${GROUPS}[open]`);
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});
