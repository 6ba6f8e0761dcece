// SPDX-License-Identifier: Apache-2.0
// The files of one page: two at a time, tried again for as long as the page is open, and asked
// after until the server has read each of them again.

import { Item, type Server } from "./item.ts";

const AT_ONCE = 2;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
const ASK_EVERY = 2000;
const ASK_AT_ONCE = 6;
const SPEED_OVER = 20_000;

export class Queue {
  readonly items: Item[] = [];
  paused = false;
  troubled = false; // the server does not answer; we go on trying
  signedOut = false;
  private running = 0;
  private pause = FIRST_PAUSE;
  private asking = false;
  private asked = 0;
  private speeds: [number, number][] = [];

  constructor(
    private readonly server: Server,
    private readonly metadataOf: (item: Item) => Record<string, string>,
    private readonly changed: () => void,
  ) {}

  add(items: Item[]): void {
    const there = new Set(this.items.map((item) => item.fingerprint));
    for (const item of items) if (!there.has(item.fingerprint)) this.items.push(item);
    // a file that could not be read, chosen again
    for (const item of items) {
      const before = this.items.findIndex((one) => one.fingerprint === item.fingerprint);
      if (this.items[before]?.state === "failed") this.items[before] = item;
    }
    this.changed();
  }

  start(): void {
    this.paused = false;
    this.signedOut = false;
    this.troubled = false;
    this.fill();
    void this.watch();
  }

  async stop(): Promise<void> {
    this.paused = true;
    const sending = this.items.filter((item) => item.state === "sending");
    await Promise.all(sending.map((item) => item.pause()));
    this.changed();
  }

  count(...states: string[]): number {
    return this.items.filter((item) => states.includes(item.state)).length;
  }

  get total(): number {
    return this.items.reduce((sum, item) => sum + item.file.size, 0);
  }

  get sent(): number {
    return this.items.reduce((sum, item) => sum + item.sent, 0);
  }

  // Bytes a second over the last while; 0 where nothing can be said yet.
  get speed(): number {
    const first = this.speeds[0];
    const last = this.speeds[this.speeds.length - 1];
    if (!first || !last || last[0] - first[0] < 1000) return 0;
    return Math.max(0, ((last[1] - first[1]) * 1000) / (last[0] - first[0]));
  }

  private fill(): void {
    while (!this.paused && !this.signedOut && this.running < AT_ONCE) {
      const next = this.items.find((item) => item.state === "waiting");
      if (!next) break;
      this.running += 1;
      void this.send(next);
    }
    this.changed();
  }

  private async send(item: Item): Promise<void> {
    const outcome = await item.send(this.server, this.metadataOf(item), () => this.moved());
    if (outcome.state === "signed-out") this.signedOut = true;
    if (outcome.state === "trouble") {
      this.troubled = true;
      this.changed();
      await after(this.pause * (0.7 + Math.random() * 0.6));
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
    if (outcome.state === "kept") this.went();
    this.running -= 1;
    this.fill();
    void this.watch();
  }

  private went(): void {
    this.pause = FIRST_PAUSE;
    this.troubled = false;
  }

  private moved(): void {
    const now = performance.now();
    this.speeds.push([now, this.sent]);
    while (this.speeds[0] && now - this.speeds[0][0] > SPEED_OVER) this.speeds.shift();
    this.went();
    this.changed();
  }

  private async watch(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    while (this.count("kept")) {
      const kept = this.items.filter((item) => item.state === "kept");
      // round by round, so that one that takes long does not hide the others
      const some = Array.from({ length: Math.min(ASK_AT_ONCE, kept.length) }, (_, index) => {
        return kept[(this.asked + index) % kept.length] as Item;
      });
      this.asked += some.length;
      const news = await Promise.all(some.map((item) => item.ask(this.server).catch(() => false)));
      this.fill();
      if (!news.some(Boolean)) await after(ASK_EVERY);
    }
    this.asking = false;
    this.changed();
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
