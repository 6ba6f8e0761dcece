// SPDX-License-Identifier: Apache-2.0
// How a file is known again after the page was closed: path, size, time and the bytes at both ends.
// Recorders cut files of equal size and number them anew, so name and size alone do not tell.

const EDGE = 64 * 1024;
const KEPT = "liuhen-kept:";

export interface Kept {
  upload: string; // where its state is asked
  original: string;
}

export async function fingerprintOf(file: File, path: string): Promise<string> {
  const ends = [file.slice(0, EDGE), file.slice(Math.max(0, file.size - EDGE))];
  const bytes = new Uint8Array(await new Blob(ends).arrayBuffer());
  return `liuhen-${mixed(bytes, 1)}${mixed(bytes, 2)}-${file.size}-${file.lastModified}-${path}`;
}

export function recall(fingerprint: string): Kept | null {
  try {
    const raw = localStorage.getItem(KEPT + fingerprint);
    return raw ? (JSON.parse(raw) as Kept) : null;
  } catch {
    return null; // a browser that keeps nothing sends again; the server knows the bytes
  }
}

export function remember(fingerprint: string, kept: Kept): void {
  try {
    localStorage.setItem(KEPT + fingerprint, JSON.stringify(kept));
  } catch {
    // full, or forbidden: see above
  }
}

export function forget(fingerprint: string): void {
  try {
    localStorage.removeItem(KEPT + fingerprint);
  } catch {
    // see above
  }
}

// 53 bits that tell files apart (cyrb53, public domain); no protection against forgery is meant.
function mixed(bytes: Uint8Array, seed: number): string {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 2654435761);
    two = Math.imul(two ^ byte, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
}
