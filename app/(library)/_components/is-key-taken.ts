const KEEPERS = "input, textarea, select, [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Whether a key is heard by what has the focus, or belongs to the browser, so that it is nobody else's. */
export function isKeyTaken({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isKept = target instanceof HTMLElement && target.closest(KEEPERS) !== null;
  return defaultPrevented || ctrlKey || metaKey || altKey || isKept;
}
