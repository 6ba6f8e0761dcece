// SPDX-License-Identifier: Apache-2.0
// Bringing recordings in: from a card that is chosen, or from files that are dropped on the page.

import { type Chosen, isOfTheSystem, ofDrop, ofInput } from "./bring/choosing.ts";
import { COMPARES } from "./bring/compared.ts";
import { Item } from "./bring/item.ts";
import { fingerprintOf } from "./bring/known.ts";
import { Queue } from "./bring/queue.ts";

interface Data {
  uploads: string;
  originals: string;
  came_by: string;
  devices: Record<string, string>; // code or serial in lower case: code
  people: Record<string, string>; // user name in lower case, or name: name
  words: Record<string, string>;
}

const PHOTO = /\.(jpe?g|png|heic|heif|bmp|tiff?|dng|webp)$/i;
const NAME_TIME = /(?:^|[^0-9])20\d{6}[T_-]?\d{6}(?![0-9])/;
const MOST_ROWS = 300;
const SHOW_EVERY = 150;
const MOST_TELLINGS = 60;
const TELL_AGAIN = 3000;

const root = document.querySelector<HTMLElement>("[data-bring]");
const raw = document.getElementById("bring-data")?.textContent;
if (root && raw) begin(root, JSON.parse(raw) as Data);

function begin(page: HTMLElement, data: Data): void {
  const form = page.querySelector("form") as HTMLFormElement;
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const offset = serverClock();
  let shownAt = 0; // when the person read the device's clock, by this computer's
  let due = 0;
  const queue = new Queue(
    { uploads: data.uploads, originals: data.originals, token },
    (item) => ({ ...told(form, item, data), ...clock(form, shownAt, offset.value) }),
    () => {
      if (!due) due = window.setTimeout(() => ((due = 0), show(page, queue, data)), SHOW_EVERY);
      void tell();
    },
  );
  const tell = telling(page, form, queue);
  field(form, "shown")?.addEventListener("input", () => (shownAt = Date.now()));
  form.addEventListener("submit", (event) => event.preventDefault());

  const take = async (chosen: Chosen[]): Promise<void> => {
    page.dataset.busy = "yes";
    const items: Item[] = [];
    for (const { file, path } of chosen) {
      if (isOfTheSystem(path)) continue;
      try {
        items.push(new Item(file, path, await fingerprintOf(file, path)));
      } catch {
        const lost = new Item(file, path, `unreadable-${path}`);
        lost.state = "failed";
        lost.why = "unreadable";
        items.push(lost);
      }
    }
    items.sort((one, other) => one.file.lastModified - other.file.lastModified);
    delete page.dataset.busy;
    guess(form, items, data);
    page.dataset.begun = "yes";
    queue.add(items);
    queue.start();
  };
  for (const input of page.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    input.addEventListener("change", () => {
      void take(ofInput(input));
      input.value = ""; // the same folder may be chosen again
    });
  }
  dropping(page, take);
  const button = page.querySelector<HTMLButtonElement>("[data-pause]");
  button?.addEventListener("click", () => {
    if (queue.paused || queue.signedOut) queue.start();
    else void queue.stop();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!queue.count("sending", "waiting") || queue.paused) return;
    event.preventDefault();
    event.returnValue = ""; // browsers of the floor ask only then
  });
  const plain = page.querySelector<HTMLElement>("[data-plain]");
  if (plain) plain.hidden = COMPARES;
  for (const one of page.querySelectorAll<HTMLElement>("[data-scripted]")) one.hidden = false;
  for (const one of page.querySelectorAll<HTMLElement>("[data-unscripted]")) one.hidden = true;
}

// Once all is safe, the server does with the files what the form declares (also with those that it
// had before) and says what became of each.
function telling(page: HTMLElement, form: HTMLFormElement, queue: Queue): () => Promise<void> {
  const box = page.querySelector<HTMLElement>("[data-declared]");
  let told = "";
  let asking = false;
  return async () => {
    const safe = queue.items.filter((item) => item.state === "safe" && item.kept);
    const now = safe.map((item) => item.kept).join(" ");
    if (!box || asking || !now || now === told || queue.count("waiting", "sending", "kept")) return;
    asking = true;
    const body = new FormData(form);
    body.delete("chosen");
    for (const item of safe) body.append("original", item.kept);
    for (let round = 0; round < MOST_TELLINGS; round++) {
      const answer = await fetch(box.dataset.address ?? "", { method: "POST", body }).catch(() => null);
      if (answer?.ok) box.innerHTML = await answer.text();
      if (answer?.ok && !box.querySelector("[data-waits]")) break;
      await new Promise((done) => setTimeout(done, TELL_AGAIN));
    }
    told = now;
    asking = false;
  };
}

function dropping(page: HTMLElement, take: (chosen: Chosen[]) => Promise<void>): void {
  const zone = page.querySelector<HTMLElement>("[data-drop]");
  if (!zone) return;
  // also beside the zone: a file dropped there would be opened instead of the page
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("is-over");
  });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (event.dataTransfer) void ofDrop(event.dataTransfer).then(take);
  });
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.elements.namedItem(name) as HTMLInputElement | null;
}

function told(form: HTMLFormElement, item: Item, data: Data): Record<string, string> {
  const said: Record<string, string> = { filename: item.name, came_by: data.came_by };
  for (const name of ["device", "officer", "activity", "camera", "note"]) {
    const value = field(form, name)?.value.trim();
    if (value) said[name] = value;
  }
  const typed = field(form, "recorded")?.value;
  // a time that the page proposed gives way to the one in the file's own name
  const proposed = same(typed, field(form, "proposed")?.value) && NAME_TIME.test(item.name);
  if (typed && !proposed) {
    said.recorded = typed;
    said.time_source = "typed";
  } else if (PHOTO.test(item.name) && !NAME_TIME.test(item.name)) {
    said.recorded = new Date(item.file.lastModified).toISOString();
    said.time_source = "file";
  }
  return said;
}

function same(one = "", other = ""): boolean {
  return one !== "" && Date.parse(one) === Date.parse(other);
}

// What is known of the device's clock: what it showed when somebody looked, or how far it is off.
function clock(form: HTMLFormElement, shownAt: number, offset: number): Record<string, string> {
  const shown = field(form, "shown")?.value;
  if (shown && shownAt) {
    return { device_clock: shown, measured_at: new Date(shownAt + offset).toISOString() };
  }
  const way = field(form, "clock")?.value;
  if (way !== "slow" && way !== "fast") return {};
  const minutes = Number(field(form, "minutes")?.value || 0);
  const seconds = Number(field(form, "seconds")?.value || 0);
  const off = Math.round((minutes * 60 + seconds) * 1000);
  return { offset_ms: String(way === "slow" ? off : -off) };
}

// How far this computer's clock is from the server's, in milliseconds.
function serverClock(): { value: number } {
  const told = { value: 0 };
  const asked = Date.now();
  void fetch(location.href, { method: "HEAD", cache: "no-store" }).then((answer) => {
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (!Number.isNaN(date)) told.value = date + 500 - (asked + Date.now()) / 2;
  }, () => undefined);
  return told;
}

// The device and the officer that all names tell stand in the form, unless somebody has chosen.
function guess(form: HTMLFormElement, items: Item[], data: Data): void {
  const names = items.filter((item) => NAME_TIME.test(item.name)).map((item) => item.name);
  fill(field(form, "device"), names.map((name) => data.devices[part(name, 0)] ?? ""));
  fill(field(form, "officer"), names.map((name) => data.people[part(name, 1)] ?? ""));
}

function part(name: string, index: number): string {
  return name.split(/[_\s]+/)[index]?.toLowerCase() ?? "";
}

function fill(control: HTMLInputElement | null, said: string[]): void {
  const [only, other] = new Set(said);
  if (control && !control.value && only && other === undefined) control.value = only;
}

// ------------------------------------------------------------------------------ what is shown

function show(page: HTMLElement, queue: Queue, data: Data): void {
  const words = data.words;
  const state = stateOf(queue);
  const box = page.querySelector<HTMLElement>("[data-state]");
  if (!box) return;
  box.hidden = !queue.items.length;
  box.dataset.state = state;
  const failed = queue.count("failed");
  const files = queue.items.length - queue.count("empty");
  const numbers = { failed, files, safe: queue.count("safe"), sent: queue.count("kept", "safe") };
  text(box, "[data-headline]", filled(words[state], numbers));
  text(box, "[data-sentence]", filled(words[`${state}_more`], numbers));
  const share = queue.total ? queue.sent / queue.total : 1;
  const bar = box.querySelector("progress");
  if (bar) bar.value = share;
  const left = queue.speed ? (queue.total - queue.sent) / queue.speed : 0;
  const parts = [
    filled(words.counted, numbers),
    `${sizeSaid(queue.sent)} / ${sizeSaid(queue.total)}`,
    state === "sending" && queue.speed ? `${sizeSaid(queue.speed)}/s` : "",
    state === "sending" && left ? leftSaid(left, words) : "",
  ];
  text(box, "[data-numbers]", parts.filter(Boolean).join(" · "));
  const button = page.querySelector<HTMLButtonElement>("[data-pause]");
  if (button) {
    button.hidden = !queue.count("waiting", "sending");
    text(button, "[data-pause-word]", (queue.paused || queue.signedOut ? words.go_on : words.pause) ?? "");
  }
  rows(page, queue, data);
}

function stateOf(queue: Queue): string {
  const open = queue.count("waiting", "sending");
  if (queue.signedOut) return "signed_out";
  if (open && queue.paused) return "paused";
  if (open) return queue.troubled ? "troubled" : "sending";
  if (queue.count("failed")) return queue.count("kept") ? "checking" : "bad";
  if (queue.count("kept")) return "checking";
  return queue.count("safe") ? "all_safe" : "nothing";
}

function rows(page: HTMLElement, queue: Queue, data: Data): void {
  const list = page.querySelector<HTMLElement>("[data-files]");
  const model = page.querySelector<HTMLTemplateElement>("template[data-file]");
  if (!list || !model) return;
  // what wants attention first; a card may hold thousands
  const order = ["failed", "empty", "sending", "waiting", "kept", "safe"];
  const sorted = [...queue.items].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  const shown = queue.items.length > MOST_ROWS ? sorted.slice(0, MOST_ROWS) : queue.items;
  while (list.children.length > shown.length) list.lastElementChild?.remove();
  while (list.children.length < shown.length) list.append(model.content.cloneNode(true));
  shown.forEach((item, index) => {
    const row = list.children[index] as HTMLElement;
    const share = item.state === "sending" ? ` ${Math.floor((100 * item.sent) / item.file.size)} %` : "";
    row.dataset.state = item.state;
    text(row, "[data-name]", item.path);
    text(row, "[data-size]", sizeSaid(item.file.size));
    text(row, "[data-said]", `${data.words[`file_${item.state}`] ?? ""}${share}`);
    text(row, "[data-why]", item.why ? (data.words[`why_${item.why}`] ?? item.why) : "");
  });
  const more = page.querySelector<HTMLElement>("[data-more]");
  if (more) {
    more.hidden = shown.length === queue.items.length;
    more.textContent = filled(data.words.more, { more: queue.items.length - shown.length });
  }
}

function text(within: HTMLElement, selector: string, said: string): void {
  const found = within.querySelector(selector);
  if (found && found.textContent !== said) found.textContent = said;
}

function filled(said: string | undefined, numbers: Record<string, number>): string {
  return (said ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(numbers[name] ?? ""));
}

function sizeSaid(bytes: number): string {
  let amount = bytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (amount < 1024) return `${unit === "B" ? amount : amount.toFixed(1)} ${unit}`;
    amount /= 1024;
  }
  return `${amount.toFixed(1)} TiB`;
}

function leftSaid(seconds: number, words: Record<string, string>): string {
  if (seconds < 60) return words.left_soon ?? "";
  if (seconds < 3600) return filled(words.left_minutes, { minutes: Math.ceil(seconds / 60) });
  const minutes = Math.round(seconds / 60);
  return filled(words.left_hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
