"use client";

import { lazy, Suspense, useEffect } from "react";
import { isKeyTaken } from "../is-key-taken.ts";
import type { TimelineMonth } from "./timeline-months.ts";

const JumpDialog = lazy(() => import("./jump-dialog.tsx").then((dialog) => ({ default: dialog.JumpDialog })));

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
      if (event.key !== "g" || isKeyTaken(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [setOpen]);
  if (!isOpen) return null;
  return (
    <Suspense>
      <JumpDialog
        months={months}
        onClose={() => setOpen(false)}
        onChoose={(month) => {
          setOpen(false);
          goTo(month);
        }}
      />
    </Suspense>
  );
}
