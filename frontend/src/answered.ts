// SPDX-License-Identifier: Apache-2.0
// What was wrong with a choice is not said any more once something is chosen; the server says it
// again if that is wrong too.

document.addEventListener("change", (event) => {
  const group = (event.target as Element).closest("fieldset[aria-invalid]");
  group?.removeAttribute("aria-invalid");
  const wrong = group?.parentElement?.querySelector<HTMLElement>(":scope > .field-error");
  if (wrong) wrong.hidden = true;
});
