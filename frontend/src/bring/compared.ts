// SPDX-License-Identifier: Apache-2.0
// Lets the server compare each piece with its SHA-256, where the browser can take one: only on a
// secured connection (https, or this machine). Elsewhere pieces go without; the page says so.

import type { FileReader as TusReader, FileSource, HttpRequest } from "tus-js-client";

export const COMPARES = typeof crypto !== "undefined" && crypto.subtle !== undefined;
export const PIECE = COMPARES ? 8 * 1024 * 1024 : 64 * 1024 * 1024;

interface Piece {
  value: unknown;
  done: boolean;
}

// One reader a file: it remembers the digest of the piece that is sent next.
export class Compared implements TusReader {
  private digest = "";

  openFile(input: unknown): Promise<FileSource> {
    const file = input as File;
    return Promise.resolve({
      size: file.size,
      slice: (start: number, end: number) => this.piece(file, start, end),
      close: () => undefined,
    } as unknown as FileSource);
  }

  before(request: HttpRequest): void {
    if (request.getMethod() === "PATCH" && this.digest) {
      request.setHeader("Upload-Checksum", `sha256 ${this.digest}`);
    }
  }

  private async piece(file: File, start: number, end: number): Promise<Piece> {
    const last = Math.min(end, file.size);
    const part = file.slice(start, last);
    if (!COMPARES) return { value: part, done: last >= file.size };
    const bytes = await part.arrayBuffer(); // fails where the card is gone or the file has changed
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    this.digest = btoa(String.fromCharCode(...digest));
    return { value: new Blob([bytes]), done: last >= file.size };
  }
}
