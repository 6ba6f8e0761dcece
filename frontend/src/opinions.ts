// SPDX-License-Identifier: Apache-2.0
// A stock opinion that is chosen shows the button it belongs to: agree, or send back.

document.addEventListener("change", (event) => {
  const chosen = event.target;
  if (!(chosen instanceof HTMLInputElement) || chosen.name !== "stock") return;
  const form = chosen.form;
  if (form?.dataset["back"] === undefined) return;
  const outcome = form.dataset["back"].split("\n").includes(chosen.value) ? "sent_back" : "agreed";
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[name=outcome]")) {
    if (button.value !== "refused") button.classList.toggle("btn-primary", button.value === outcome);
  }
});
