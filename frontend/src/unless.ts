// SPDX-License-Identifier: Apache-2.0
// A part of a form that another answer makes void is closed: its fields are not sent. Without
// scripts it stays, and the server says what is not kept.

for (const part of document.querySelectorAll<HTMLFieldSetElement>("fieldset[data-unless]")) {
  const [name, value] = (part.dataset["unless"] ?? "").split("=");
  const form = part.form;
  const close = (): void => {
    const chosen = form?.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
    part.hidden = part.disabled = chosen === value;
  };
  form?.addEventListener("change", close);
  close();
}
