// SPDX-License-Identifier: Apache-2.0
// A draft is saved while it is typed. Whatever is pressed meanwhile waits until that is done: else
// what the page sends itself could come after what was pressed. Whoever presses another button while
// the first is on its way means the second one: the server takes both for the same page. What a button
// shows in another window leaves the page open: it goes on saving.

import { again } from "./once.ts";

const DRAFT = "form.paper-form[hx-post]";
const SAVING = "saving";
const LEAVING = "leaving";

let pressed: HTMLElement | null = null;
let left: HTMLElement | null = null;

const draft = (event: Event): HTMLFormElement | null =>
  event.target instanceof HTMLFormElement && event.target.matches(DRAFT) ? event.target : null;

const staysOpen = (button: HTMLElement | null): boolean =>
  button instanceof HTMLButtonElement && button.formTarget === "_blank";

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = draft(event);
  if (!form) return;
  if (form.dataset[LEAVING]) event.preventDefault();
  else form.dataset[SAVING] = "yes";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = draft(event);
  if (!form) return;
  delete form.dataset[SAVING];
  const button = pressed;
  pressed = null;
  if (button) form.requestSubmit(button);
});

document.addEventListener(
  "submit",
  (event) => {
    const form = draft(event);
    if (!form) return;
    if (form.dataset[SAVING]) {
      event.preventDefault();
      event.stopImmediatePropagation();
      pressed = event.submitter;
    } else if (staysOpen(event.submitter)) {
      setTimeout(() => again(form));
    } else {
      if (form.dataset[LEAVING] && event.submitter !== left) again(form);
      form.dataset[LEAVING] = "yes";
      left = event.submitter;
    }
  },
  true,
);

// A page that comes back from the browser's memory is written on.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>(DRAFT)) delete form.dataset[LEAVING];
});
