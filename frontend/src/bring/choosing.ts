// SPDX-License-Identifier: Apache-2.0
// What is taken of a folder that was chosen or dropped. The same list stands in liuhen/dock/card.py.

const FOLDERS = new Set([
  "$recycle.bin", "recycler", "recycled", "system volume information", ".trashes",
  ".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100", "lost+found",
  "__macosx",
]);
const FILES = new Set([
  ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "autorun.inf", "indexervolumeguid",
  "wpsettings.dat",
]);
const PROGRAMS = /\.(exe|dll|sys|msi|bat|cmd|com|scr|lnk|apk|tmp|swp)$/;

export interface Chosen {
  file: File;
  path: string;
}

export function isOfTheSystem(path: string): boolean {
  const parts = path.toLowerCase().split("/");
  const name = parts.pop() ?? "";
  if (parts.some((part) => FOLDERS.has(part) || /^\.trash-\d+$/.test(part))) return true;
  return FILES.has(name) || name.startsWith("._") || PROGRAMS.test(name);
}

export function ofInput(input: HTMLInputElement): Chosen[] {
  return Array.from(input.files ?? [], (file) => ({
    file,
    path: belowFolder(file),
  }));
}

// The path below the folder that was chosen: its own name is that of a drive, and changes.
function belowFolder(file: File): string {
  return file.webkitRelativePath.split("/").slice(1).join("/") || file.name;
}

// What was dropped: files, and folders with what is in them.
export async function ofDrop(data: DataTransfer): Promise<Chosen[]> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter(
    (entry): entry is FileSystemEntry => entry !== null,
  );
  if (!entries.length) return Array.from(data.files, (file) => ({ file, path: file.name }));
  const found: Chosen[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) =>
      (entry as FileSystemFileEntry).file(done, failed),
    );
    found.push({ file, path: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // a browser gives a hundred at a time
    const some = await new Promise<FileSystemEntry[]>((done, failed) =>
      reader.readEntries(done, failed),
    );
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}
