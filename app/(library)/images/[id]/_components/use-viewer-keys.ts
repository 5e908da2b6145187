"use client";

import { useEffect, useEffectEvent } from "react";
import { isKeyTaken } from "../../../_components/is-key-taken.ts";

/** Calls what a key stands for, unless somebody types or a dialog is open. Only arrows repeat while they are held, and say so. */
export function useViewerKeys(actions: Record<string, (isHeld: boolean) => void>): void {
  const act = useEffectEvent((key: string, isHeld: boolean) => {
    const action = actions[key];
    action?.(isHeld);
    return action !== undefined;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isKeyTaken(event)) return;
      if (event.repeat && !event.key.startsWith("Arrow")) return;
      if (act(event.key, event.repeat)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
