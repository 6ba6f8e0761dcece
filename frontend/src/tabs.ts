// SPDX-License-Identifier: Apache-2.0
// On a narrow window the tabs are scrolled sideways: show the current one.

document
  .querySelector(".sub-nav .active")
  ?.scrollIntoView({ block: "nearest", inline: "center" });
