"use client";

import { useRef } from "react";

/** For the content of a dialog: has the focus go back to where it was before, unless it is somewhere else by then. */
export function useOpener(): { onOpenAutoFocus: () => void; onCloseAutoFocus: (event: Event) => void } {
  const opener = useRef<Element>(null);
  return {
    onOpenAutoFocus() {
      const active = document.activeElement;
      // A menu that opens a dialog closes, and its button stays.
      const menu = active?.closest("[role=menu]");
      opener.current = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
    },
    onCloseAutoFocus(event) {
      // Radix gives the focus back to a trigger of its own alone.
      event.preventDefault();
      const isLost = document.activeElement === document.body;
      if (isLost && opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
    },
  };
}
