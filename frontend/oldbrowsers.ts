// SPDX-License-Identifier: Apache-2.0
// Lets the dashboard kit's style sheet work in browsers that know no color-mix() and light-dark().
//
// The kit mixes colours with `transparent` only, which is the same as an alpha value, and it keeps
// each colour's channels in a variable of its own (--tblr-red-rgb). The minifier cannot
// lower such a mix, because the colour stands in a variable; here it is a matter of spelling.

import type { Plugin } from "vite";

const COLOR = String.raw`var\((--tblr-[\w-]+?)\)`;
const SHARE = String.raw`(var\(--tblr-[\w-]+-opacity(?:,\s*1)?\)|[\d.]+)`;

const SPELLINGS: [RegExp, (share: string) => string][] = [
  [new RegExp(String.raw`color-mix\(in \w+, ${COLOR} calc\(${SHARE} \* 100%\), transparent\)`, "g"), (s) => s],
  [new RegExp(String.raw`color-mix\(in \w+, ${COLOR} ([\d.]+)%, transparent\)`, "g"), (s) => `${+s / 100}`],
  [new RegExp(String.raw`color-mix\(in \w+, ${COLOR}, transparent ([\d.]+)%\)`, "g"), (s) => `${1 - +s / 100}`],
];
const LIGHT_OR_DARK = /light-dark\((var\([^()]*\)),[^()]*\([^()]*\)\)/g;

function respelled(css: string): string {
  const alpha = (whole: string, name: string, share: string) =>
    css.includes(`${name}-rgb:`) ? `rgba(var(${name}-rgb), ${share})` : whole;
  return SPELLINGS.reduce(
    (text, [mix, shareOf]) =>
      text.replace(mix, (whole, name, share) => alpha(whole, name, shareOf(share))),
    css.replace(LIGHT_OR_DARK, "$1"),
  );
}

export function oldBrowsers(): Plugin {
  return {
    name: "liuhen-old-browsers",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/tabler.css")) return null;
      return { code: respelled(code), map: null };
    },
  };
}
