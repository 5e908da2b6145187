const KEEPERS =
  "input:not([type=checkbox]), textarea, select, [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

type Key = Pick<KeyboardEvent, "target" | "defaultPrevented">;

/** Whether the focused element handles a key, whatever is held with it. */
export function isKeyKept({ target, defaultPrevented }: Key): boolean {
  return defaultPrevented || (target instanceof HTMLElement && target.closest(KEEPERS) !== null);
}

/** Whether the focused element or the browser handles a key, so that shortcuts must ignore it. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  return isKeyKept(event) || event.ctrlKey || event.metaKey || event.altKey;
}
