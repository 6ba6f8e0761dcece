// SPDX-License-Identifier: Apache-2.0
// The player of an original: keys and buttons, the time line, the moving watermark, marks at the
// moment that is shown, and the report of what was really played. The page works without it.

interface Strip {
  address: string;
  columns: number;
  width: number;
  height: number;
  interval_ms: number;
}

interface Data {
  begins: number | null; // corrected time of the first moment, milliseconds since 1970
  zone: string; // of the bureau, for the clock
  length: number;
  offset: number;
  played: string;
  strip: Strip | null;
}

const STEP_SECONDS = 10;
const FRAME_SECONDS = 1 / 25;
const REPORT_EVERY_MS = 10_000;
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
const WATERMARK_EVERY_MS = 8_000;
const MOST_STEP_SECONDS = 2; // a larger step of the clock is a jump and was not played

const root = document.querySelector<HTMLElement>("[data-watch]");
const media = root?.querySelector<HTMLMediaElement>("[data-media]") ?? null;
const raw = document.getElementById("watch-data")?.textContent;
if (root && raw) {
  const data = JSON.parse(raw) as Data;
  moveWatermark(root, data.zone);
  if (media) play(root, media, data);
}

function play(page: HTMLElement, player: HTMLMediaElement, data: Data): void {
  const now = (): number => Math.round(player.currentTime * 1000) + data.offset;
  const seek = (ms: number): void => {
    player.currentTime = Math.max(0, (ms - data.offset) / 1000);
  };
  buttonsAndKeys(page, player);
  clock(page, player, data, now);
  timeLine(page, data, seek);
  marking(page, player, now);
  report(player, data, now);
  player.addEventListener("error", () => {
    page.querySelector("[data-cannot]")?.classList.remove("d-none");
  });
  page.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-seek]");
    if (!link) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
    player.focus();
  });
  const wanted = Number(new URLSearchParams(location.search).get("at"));
  if (wanted > 0) player.addEventListener("loadedmetadata", () => seek(wanted), { once: true });
}

function pace(speed: HTMLSelectElement | null, by: number): void {
  const wanted = (speed?.selectedIndex ?? -1) + by;
  if (!speed?.options[wanted]) return;
  speed.selectedIndex = wanted;
  speed.dispatchEvent(new Event("change"));
}

function buttonsAndKeys(page: HTMLElement, player: HTMLMediaElement): void {
  const bar = page.querySelector<HTMLElement>("[data-bar]");
  const speed = page.querySelector<HTMLSelectElement>("[data-speed]");
  const deeds: Record<string, () => void> = {
    play: () => void (player.paused ? player.play() : player.pause()),
    back: () => (player.currentTime -= STEP_SECONDS),
    on: () => (player.currentTime += STEP_SECONDS),
    "frame-back": () => step(player, -1),
    "frame-on": () => step(player, 1),
    full: () => full(page),
    slower: () => pace(speed, -1),
    faster: () => pace(speed, 1),
  };
  const keys: Record<string, string> = {
    j: "back", l: "on", k: "play", " ": "play", ",": "frame-back", ".": "frame-on", f: "full",
    "[": "slower", "]": "faster",
  };
  if (bar) bar.hidden = false;
  bar?.addEventListener("click", (event) => {
    const name = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset.do;
    if (name) deeds[name]?.();
  });
  speed?.addEventListener("change", () => (player.playbackRate = Number(speed.value)));
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.closest("input, textarea, select, button, a, summary, video, audio")) return;
    const name = keys[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    deeds[name]?.();
  });
}

function step(player: HTMLMediaElement, frames: number): void {
  player.pause();
  player.currentTime += frames * FRAME_SECONDS;
}

// The whole frame goes to full screen, so that the watermark goes along.
function full(page: HTMLElement): void {
  const frame = page.querySelector<HTMLElement>("[data-frame]");
  if (document.fullscreenElement) void document.exitFullscreen();
  else void frame?.requestFullscreen();
}

function clock(
  page: HTMLElement, player: HTMLMediaElement, data: Data, now: () => number,
): void {
  const shown = page.querySelector<HTMLOutputElement>("[data-clock]");
  const show = (): void => {
    const line = page.querySelector<SVGRectElement>("[data-now]");
    if (line && data.length) line.setAttribute("x", String((now() / data.length) * 1000));
    if (!shown) return;
    const code = `${timeCode(now())} / ${timeCode(data.length)}`;
    shown.textContent = data.begins === null ? code : `${code} · ${localClock(data.begins + now(), data.zone)}`;
  };
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) {
    player.addEventListener(event, show);
  }
  document.body.addEventListener("htmx:afterSwap", show);
  show();
}

function timeCode(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function localClock(ms: number, zone: string): string {
  return new Date(ms).toLocaleString(document.documentElement.lang, {
    timeZone: zone, hour12: false,
  });
}

// The line is swapped with the marks, so its events are taken where they arrive.
function timeLine(page: HTMLElement, data: Data, seek: (ms: number) => void): void {
  const at = (event: MouseEvent): { line: HTMLElement; ms: number; x: number } | null => {
    const line = (event.target as Element).closest<HTMLElement>("[data-line]");
    if (!line || !data.length) return null;
    const box = line.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return { line, ms: share * data.length, x: share * box.width };
  };
  page.addEventListener("click", (event) => {
    const found = at(event);
    if (found) seek(found.ms);
  });
  page.addEventListener("mousemove", (event) => {
    const found = at(event);
    const tile = page.querySelector<HTMLElement>("[data-tile]");
    if (!tile) return;
    tile.hidden = !found || !data.strip;
    if (found && data.strip) showTile(tile, data.strip, found.ms, found.x, found.line.clientWidth);
  });
}

function showTile(tile: HTMLElement, strip: Strip, ms: number, x: number, room: number): void {
  const index = Math.floor(ms / strip.interval_ms);
  const column = index % strip.columns;
  const row = Math.floor(index / strip.columns);
  const style = tile.style;
  style.width = `${strip.width}px`;
  style.height = `${strip.height}px`;
  style.backgroundImage = `url("${strip.address}")`;
  style.backgroundPosition = `-${column * strip.width}px -${row * strip.height}px`;
  style.left = `${Math.min(Math.max(x - strip.width / 2, 0), room - strip.width)}px`;
}

// A mark stands at the moment that is shown: the field follows the player while nobody types in it.
function marking(page: HTMLElement, player: HTMLMediaElement, now: () => number): void {
  const field = (): HTMLInputElement | null =>
    page.querySelector<HTMLInputElement>("[data-marking] [name=at]");
  const follow = (): void => {
    const input = field();
    if (input && document.activeElement !== input) input.value = timeCode(now());
  };
  for (const event of ["timeupdate", "seeked"]) player.addEventListener(event, follow);
  document.body.addEventListener("htmx:afterSwap", follow);
}

function report(player: HTMLMediaElement, data: Data, now: () => number): void {
  let ranges: [number, number][] = [];
  let last: number | null = null;
  const note = (): void => {
    const at = now();
    if (last !== null && !player.paused && !player.seeking) {
      const passed = at - last;
      const most = MOST_STEP_SECONDS * 1000 * Math.max(player.playbackRate, 1);
      if (passed > 0 && passed <= most) ranges.push([last, at]);
    }
    last = player.seeking ? null : at;
  };
  const send = (left: boolean): void => {
    if (ranges.length === 0 && !left) return;
    const body = new URLSearchParams({
      ranges: JSON.stringify(joined(ranges)),
      left: left ? "1" : "",
      csrfmiddlewaretoken:
        document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "",
    });
    ranges = [];
    // of its own, Chromium 86 sends such a body as plain text, and the server finds no form in it
    if (left) navigator.sendBeacon(data.played, new Blob([String(body)], { type: FORM }));
    else void fetch(data.played, { method: "POST", body, credentials: "same-origin" });
  };
  player.addEventListener("timeupdate", note);
  player.addEventListener("seeking", () => (last = null));
  setInterval(() => send(false), REPORT_EVERY_MS);
  window.addEventListener("pagehide", () => send(true));
}

function joined(ranges: [number, number][]): [number, number][] {
  const made: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = made[made.length - 1];
    if (before && start <= before[1]) before[1] = Math.max(before[1], end);
    else made.push([start, end]);
  }
  return made;
}

// The viewer's name wanders, so that no crop of a filmed screen is without it.
function moveWatermark(page: HTMLElement, zone: string): void {
  for (const mark of page.querySelectorAll<HTMLElement>("[data-watermark]")) {
    mark.hidden = false;
    const name = (mark.textContent ?? "").split(" · ")[0] ?? "";
    const move = (): void => {
      mark.textContent = `${name} · ${localClock(Date.now(), zone)}`;
      mark.style.left = `${Math.random() * 60}%`;
      mark.style.top = `${Math.random() * 80 + 5}%`;
    };
    move();
    setInterval(move, WATERMARK_EVERY_MS);
  }
}
