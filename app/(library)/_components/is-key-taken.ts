const KEEPERS = "input, textarea, select, [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Whether the focused element or the browser handles a key, so that shortcuts must ignore it. */
export function isKeyTaken({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isKept = target instanceof HTMLElement && target.closest(KEEPERS) !== null;
  return defaultPrevented || ctrlKey || metaKey || altKey || isKept;
}
