import type { MouseEvent } from "react";

/** Whether the browser itself answers the press of a link: with another tab or window, or a download. */
export function isModifiedClick({ altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}
