"use client";

import { useEffect, useEffectEvent } from "react";
import { isKeyTaken } from "../../../_components/is-key-taken.ts";
import { toShortcut } from "../../../_components/to-shortcut.ts";

/**
 * Calls what a key stands for, unless somebody types or a dialog is open. Only arrows repeat while they are held, and
 * say so. An action that returns false leaves the key to others.
 */
export function useViewerKeys(actions: Record<string, (isHeld: boolean) => unknown>): void {
  const act = useEffectEvent((key: string, isHeld: boolean) => {
    const action = actions[key];
    return action !== undefined && action(isHeld) !== false;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isKeyTaken(event)) return;
      if (event.repeat && !event.key.startsWith("Arrow")) return;
      if (act(toShortcut(event), event.repeat)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
