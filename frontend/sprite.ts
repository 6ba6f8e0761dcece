// SPDX-License-Identifier: Apache-2.0
// Gathers the icons named in icons.txt into one SVG file, so that pages carry no icon font and
// no markup of their own: <svg><use href="…/icons.svg#name"/></svg>.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const LIST = new URL("icons.txt", import.meta.url);
const { resolve } = createRequire(import.meta.url);

function names(): string[] {
  const lines = readFileSync(LIST, "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
}

function symbol(name: string): string {
  const svg = readFileSync(resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
  const inside = svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "");
  const drawn = inside.replace(/\s+/g, " ").trim();
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"` +
    ` stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${drawn}</symbol>`
  );
}

export function iconSprite(): Plugin {
  return {
    name: "liuhen-icon-sprite",
    generateBundle() {
      const source =
        `<svg xmlns="http://www.w3.org/2000/svg">` + names().map(symbol).join("") + `</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
