// SPDX-License-Identifier: Apache-2.0
// Drafts of work on the spot belong to the account that typed them, and leave the phone with it.

const STORE = "liuhen.onsite.";

/** Where the drafts of whoever is signed in are kept; nobody else's page reads them. */
export function ownStore(): string {
  return `${STORE}${signOut()?.dataset.account ?? ""}.`;
}

/** The names of all drafts on this phone, or of those of whoever is signed in. */
export function kept(store = STORE): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(store));
}

/** The time in the zone of the pages, as its fields have it, wherever the phone thinks it is. */
export function zoneTime(seconds = false): string {
  const timeZone = signOut()?.dataset.zone || undefined;
  const now = new Date().toLocaleString("sv-SE", { timeZone });
  return now.slice(0, seconds ? 19 : 16).replace(" ", "T");
}

function signOut(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form[data-account]");
}

signOut()?.addEventListener("submit", (event) => {
  const own = kept(ownStore());
  const asked = (event.currentTarget as HTMLFormElement).dataset.unsent ?? "";
  if (own.length && !window.confirm(asked)) event.preventDefault();
  else for (const name of own) localStorage.removeItem(name);
});
