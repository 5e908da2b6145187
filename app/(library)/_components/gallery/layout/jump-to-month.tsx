"use client";

import { useEffect } from "react";
import { isKeyTaken } from "../../is-key-taken.ts";
import { loadWhenShown } from "../../load-when-shown.tsx";
import { toShortcut } from "../../to-shortcut.ts";
import type { TimelineMonth } from "./timeline-months.ts";

const JumpDialog = loadWhenShown(() => import("./jump-dialog.tsx").then((dialog) => dialog.JumpDialog));

interface JumpToMonthProps {
  months: readonly TimelineMonth[];
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  goTo: (month: string) => void;
}

/** The list of the months, which the key "g" opens too, and which is loaded then. */
export function JumpToMonth({ months, isOpen, setOpen, goTo }: JumpToMonthProps) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (toShortcut(event) !== "g" || isKeyTaken(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [setOpen]);
  if (!isOpen) return null;
  return (
    <JumpDialog
      months={months}
      onNotLoaded={() => setOpen(false)}
      onClose={() => setOpen(false)}
      onChoose={(month) => {
        setOpen(false);
        goTo(month);
      }}
    />
  );
}
