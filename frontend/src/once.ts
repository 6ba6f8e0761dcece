// SPDX-License-Identifier: Apache-2.0
// A form is sent once, however often its button is pressed while the answer is on its way.

const SENT = "sent";
const LONGEST_WAIT = 5000; // milliseconds; then it may be sent again, as after a download

/** Let a form be sent again at once, because something else is meant now. */
export const again = (form: HTMLFormElement): void => {
  delete form.dataset[SENT];
};

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset[SENT]) {
    event.preventDefault();
    return;
  }
  form.dataset[SENT] = "yes";
  setTimeout(() => delete form.dataset[SENT], LONGEST_WAIT);
});

// A page that comes back from the browser's memory may be sent again at once.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) again(form);
});
