const KEY = "skylight.changes";

/** Ids of the changes that this tab waits for, kept across reloads. */
export function readFollowed(): string[] {
  try {
    return sessionStorage.getItem(KEY)?.split(" ") ?? [];
  } catch {
    return [];
  }
}

export function setFollowed(id: string, isFollowed: boolean): void {
  const others = readFollowed().filter((other) => other !== id);
  const ids = isFollowed ? [...others, id] : others;
  try {
    if (ids.length > 0) sessionStorage.setItem(KEY, ids.join(" "));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the change is found in the list of recent changes.
  }
}
