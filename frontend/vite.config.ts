// SPDX-License-Identifier: Apache-2.0
// Builds the browser part into a folder that Django serves as static files and git ignores.
// Names are stable: templates name liuhen.css, liuhen.js and icons.svg.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compressed } from "./compress.ts";
import { oldBrowsers } from "./oldbrowsers.ts";
import { iconSprite } from "./sprite.ts";

// The oldest browser that bureaus run on their desktops has the core of Chromium 86.
const OLDEST = "chrome86";

export default defineConfig({
  base: "./",
  plugins: [oldBrowsers(), iconSprite(), compressed()],
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    outDir: fileURLToPath(new URL("../src/liuhen/web/static/build", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: {
        liuhen: fileURLToPath(new URL("src/main.ts", import.meta.url)),
        finger: fileURLToPath(new URL("src/finger.ts", import.meta.url)),
        upload: fileURLToPath(new URL("src/upload.ts", import.meta.url)),
        onsite: fileURLToPath(new URL("src/onsite.ts", import.meta.url)),
        watch: fileURLToPath(new URL("src/watch.ts", import.meta.url)),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
