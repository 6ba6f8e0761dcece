// SPDX-License-Identifier: Apache-2.0
// Forms on the spot are kept on the phone until they are sent; the position only on a tap.

import { kept, ownStore, zoneTime } from "./kept.ts";

const STORE = ownStore();
const LONGEST_KEPT = 30 * 24 * 3600 * 1000; // milliseconds; an older draft is forgotten

interface Draft {
  id: string;
  address: string;
  says: string;
  at: number;
  values: [string, string][];
  tapped?: [string, string]; // the button that was pressed, until the server has it
}

function drafts(): Draft[] {
  const found: Draft[] = [];
  for (const name of kept()) {
    try {
      const draft = JSON.parse(localStorage.getItem(name) ?? "") as Draft;
      if (Date.now() - draft.at > LONGEST_KEPT) localStorage.removeItem(name);
      else if (name.startsWith(STORE)) found.push(draft);
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

function keep(draft: Draft): void {
  try {
    localStorage.setItem(STORE + draft.id, JSON.stringify(draft));
  } catch {
    // no room: the form itself still holds what was typed
  }
}

function forget(id: string): void {
  localStorage.removeItem(STORE + id);
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controls(form: HTMLFormElement): Control[] {
  return Array.from(form.elements).filter(
    (one): one is Control =>
      "name" in one && !!(one as Control).name && (one as Control).name !== "csrfmiddlewaretoken",
  );
}

function isBox(one: Control): one is HTMLInputElement {
  return one.type === "checkbox" || one.type === "radio";
}

function valuesOf(form: HTMLFormElement): [string, string][] {
  return controls(form)
    .filter((one) => one.type !== "file" && (!isBox(one) || one.checked))
    .map((one) => [one.name, one.value]);
}

function restore(form: HTMLFormElement, values: [string, string][]): void {
  for (const one of controls(form)) {
    const own = values.filter(([name]) => name === one.name).map(([, value]) => value);
    if (isBox(one)) one.checked = own.includes(one.value);
    else if (own.length && one.type !== "file") one.value = own[0] ?? "";
  }
}

const unsent = new Set<Draft>(); // of this page: tapped, and not arrived yet

function follow(form: HTMLFormElement): void {
  const here = address();
  const refused = document.querySelector(".field-error, .alert-danger") !== null;
  const known = drafts().find((one) => one.address === here);
  const field = form.elements.namedItem("draft") as HTMLInputElement | null;
  const claimed = form.elements.namedItem("claimed") as HTMLInputElement | null;
  const draft: Draft = known ?? { id: newId(), address: here, says: form.dataset.draft ?? "", at: 0, values: [] };
  if (refused) {
    delete draft.tapped; // the server has seen it, and says on the page what is wrong
    if (known) keep(draft); // on later pages it waits for nobody either
  } else if (known) restore(form, known.values);
  if (claimed?.value) claimed.closest("details")?.setAttribute("open", "");
  if (draft.tapped) unsent.add(draft);
  if (field) field.value = draft.id;
  const save = (at = "") => {
    draft.at = Date.now();
    draft.values = valuesOf(form);
    if (at) draft.values = [...draft.values.filter(([name]) => name !== "claimed"), ["claimed", at]];
    keep(draft);
  };
  form.addEventListener("input", () => save());
  form.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    draft.tapped = [button?.name ?? "", button?.value ?? ""];
    // Of a visit that goes on, only leaving has a time of its own.
    const timed = claimed !== null && (!form.elements.namedItem("leave") || button?.name === "leave");
    const at = timed ? claimed.value || zoneTime(button?.name === "leave") : "";
    save(at); // kept until the page that follows says that it arrived
    if (navigator.onLine) return; // then the server says when it was
    event.preventDefault();
    if (timed) {
      claimed.value = at;
      claimed.closest("details")?.setAttribute("open", "");
    }
    unsent.add(draft);
    network();
  });
  for (const one of form.querySelectorAll<HTMLButtonElement>("[data-send-now]")) {
    one.addEventListener("click", () => form.requestSubmit(pressed(form, draft.tapped)));
  }
}

/** The button that was pressed, found again on the page as it is now. */
function pressed(form: HTMLFormElement, tapped: [string, string] = ["", ""]): HTMLElement | undefined {
  const buttons = Array.from(form.querySelectorAll<HTMLButtonElement>("button:not([type=button])"));
  return buttons.find((one) => one.name === tapped[0] && one.value === tapped[1]);
}

/** Where the page is; what it says of a draft that arrived is no part of that. */
function address(): string {
  const query = new URLSearchParams(location.search);
  query.delete("sent");
  const asked = query.toString();
  return location.pathname + (asked ? `?${asked}` : "");
}

function show(selector: string, is: boolean): void {
  for (const box of document.querySelectorAll<HTMLElement>(selector)) box.hidden = !is;
}

function network(): void {
  show("[data-offline]", !navigator.onLine);
  show("[data-unsent]", navigator.onLine && unsent.size > 0);
}

function list(): void {
  const box = document.querySelector<HTMLElement>("[data-drafts]");
  const rows = box?.querySelector<HTMLElement>("[data-draft-list]");
  if (!box || !rows) return;
  const found = drafts();
  box.hidden = !found.length;
  rows.textContent = "";
  for (const one of found) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.address;
    link.textContent = `${one.says} ${new Date(one.at).toLocaleString()}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = rows.dataset.discard ?? "×";
    button.addEventListener("click", () => (forget(one.id), list()));
    row.append(link, button);
    rows.append(row);
  }
}

function position(button: HTMLButtonElement): void {
  const form = button.form as HTMLFormElement;
  const said = form.querySelector<HTMLOutputElement>("[data-position-said]");
  const say = (text: string) => said && (said.textContent = text);
  button.addEventListener("click", () => {
    say(button.dataset.wait ?? "");
    if (!navigator.geolocation) {
      say(button.dataset.none ?? "");
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"] as const) {
          (form.elements.namedItem(name) as HTMLInputElement).value = String(coords[name]);
        }
        say(`${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)} ±${Math.round(coords.accuracy)} m`);
      },
      () => say(button.dataset.none ?? ""),
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}

// A photo is sent as soon as it is taken, with all that is typed in its form.
function sending(input: HTMLInputElement): void {
  input.addEventListener("change", () => {
    if (input.files?.length) input.form?.requestSubmit();
  });
}

for (const one of document.querySelectorAll<HTMLElement>("[data-sent]")) forget(one.dataset.sent ?? "");
for (const one of document.querySelectorAll<HTMLElement>("[data-scripted]")) one.hidden = false;
for (const one of document.querySelectorAll<HTMLElement>("[data-unscripted]")) one.hidden = true;
for (const one of document.querySelectorAll<HTMLInputElement>("[data-send]")) sending(one);
for (const one of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) follow(one);
for (const one of document.querySelectorAll<HTMLButtonElement>("[data-position]")) position(one);
network();
window.addEventListener("offline", network);
window.addEventListener("online", network);
list();
