// SPDX-License-Identifier: Apache-2.0
// One file on its way: waiting, sending, kept, safe, or failed.

import { DetailedError, Upload } from "tus-js-client";
import { COMPARES, Compared, PIECE } from "./compared.ts";
import { forget, recall, remember } from "./known.ts";

export type State = "waiting" | "sending" | "kept" | "safe" | "failed" | "empty";

export interface Server {
  uploads: string;
  originals: string;
  token: string; // against foreign pages
}

export interface Outcome {
  state: "kept" | "failed" | "trouble" | "signed-out" | "paused";
  why?: string;
}

interface Status {
  state?: string;
  original?: string;
  safe_to_erase?: boolean;
}

export class Item {
  state: State;
  sent = 0;
  why = "";
  known = false; // kept before the page was opened
  private upload: Upload | null = null;
  private original = "";
  private address = "";

  constructor(
    readonly file: File,
    readonly path: string,
    readonly fingerprint: string,
  ) {
    this.state = file.size ? "waiting" : "empty";
    const kept = file.size ? recall(fingerprint) : null;
    if (kept) {
      this.known = true;
      this.keep(kept.upload, kept.original);
    }
  }

  // The original that the bytes became, once the server has said so.
  get kept(): string {
    return this.original;
  }

  get name(): string {
    return this.file.name;
  }

  send(server: Server, metadata: Record<string, string>, moved: () => void): Promise<Outcome> {
    this.state = "sending";
    return new Promise((done) => {
      const reader = new Compared();
      let paused = false; // from then on nothing of this attempt counts; the next asks the server
      const upload = new Upload(this.file, {
        endpoint: server.uploads,
        chunkSize: PIECE,
        retryDelays: null, // the queue decides when to try again
        metadata,
        headers: { "X-CSRFToken": server.token },
        ...(COMPARES ? { fileReader: reader } : {}),
        fingerprint: () => Promise.resolve(this.fingerprint),
        removeFingerprintOnSuccess: true,
        onBeforeRequest: (request) => {
          // a piece whose digest was being taken when the person paused: it must not go out
          if (paused) throw new Error("paused");
          reader.before(request);
        },
        onProgress: (sent) => {
          if (paused) return;
          this.sent = sent;
          moved();
        },
        onSuccess: ({ lastResponse }) => {
          if (paused) return;
          this.keep(upload.url ?? "", lastResponse.getHeader("Liuhen-Original") ?? "");
          remember(this.fingerprint, { upload: this.address, original: this.original });
          done({ state: "kept" });
        },
        onError: (error) => {
          if (!paused) done(this.outcome(error));
        },
      });
      this.upload = upload;
      this.paused = () => {
        paused = true;
        done({ state: "paused" });
      };
      void upload
        .findPreviousUploads()
        .then((before) => {
          const last = before[before.length - 1];
          if (last) upload.resumeFromPreviousUpload(last);
        })
        .catch(() => undefined) // a browser that keeps nothing begins anew
        .then(() => {
          if (!paused) upload.start();
        });
    });
  }

  async pause(): Promise<void> {
    this.paused();
    this.state = "waiting";
    await this.upload?.abort();
  }

  // Ask the server whether it has read the bytes again. Says whether the answer brought news.
  async ask(server: Server): Promise<boolean> {
    let answer = await fetch(this.address || `${server.originals}${this.original}`);
    if (answer.status === 404 && this.original && this.address) {
      answer = await fetch(`${server.originals}${this.original}`);
    }
    if (answer.status === 404 || answer.status === 410) {
      // another person's, or let go of: send again, the server knows bytes that it has
      forget(this.fingerprint);
      this.known = false;
      this.sent = 0;
      this.state = "waiting";
      return true;
    }
    if (!answer.ok) return false;
    const said = (await answer.json()) as Status;
    this.original = said.original ?? this.original;
    if (said.state === "damaged") {
      this.state = "failed";
      this.why = "damaged";
      return true;
    }
    if (!said.safe_to_erase) return false;
    this.state = "safe";
    return true;
  }

  private paused: () => void = () => undefined;

  private keep(address: string, original: string): void {
    this.address = address;
    this.original = original;
    this.sent = this.file.size;
    this.state = "kept";
  }

  private outcome(error: Error | DetailedError): Outcome {
    this.state = "waiting";
    const detailed = error instanceof DetailedError ? error : null;
    if (!detailed) return this.failed("unreadable"); // the card is out, or the file has changed
    const status = detailed.originalResponse?.getStatus() ?? 0;
    if (status === 401 || status === 403) return { state: "signed-out" };
    const passes = status === 0 || status >= 500 || [404, 408, 409, 410, 423, 425, 429, 460];
    if (passes === true || (Array.isArray(passes) && passes.includes(status))) {
      if (status === 507) return this.failed("full");
      return { state: "trouble" };
    }
    return this.failed(status === 413 ? "full" : sentence(detailed));
  }

  private failed(why: string): Outcome {
    this.state = "failed";
    this.why = why;
    return { state: "failed", why };
  }
}

function sentence(error: DetailedError): string {
  try {
    const said = JSON.parse(error.originalResponse?.getBody() ?? "") as { detail?: string };
    return said.detail ?? "refused";
  } catch {
    return "refused";
  }
}
