const DIALOGS = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";
const KEEPERS = `input:not([type=checkbox]), textarea, select, ${DIALOGS}`;

type Key = Pick<KeyboardEvent, "target" | "defaultPrevented">;

/** Whether the focused element handles a key, whatever is held with it. */
export function isKeyKept({ target, defaultPrevented }: Key): boolean {
  return defaultPrevented || (target instanceof HTMLElement && target.closest(KEEPERS) !== null);
}

/** Whether the focused element or the browser handles a key, so that shortcuts must ignore it. */
export function isKeyTaken(event: KeyboardEvent): boolean {
  return isKeyKept(event) || event.ctrlKey || event.metaKey || event.altKey;
}

/** Whether a dialog or menu is open or a field has the focus, so that nothing may change by itself. */
export function isAnythingBeingDone(): boolean {
  return document.querySelector(DIALOGS) !== null || document.activeElement?.closest(KEEPERS) != null;
}
