"use client";

import { useSyncExternalStore } from "react";

/** Whether the page fills the screen; not possible where the browser does not allow it, as on some phones. */
export function useFullScreen(): { isPossible: boolean; isOn: boolean; toggle: () => void } {
  const isPossible = useSyncExternalStore(
    subscribe,
    () => document.fullscreenEnabled === true,
    () => false,
  );
  const isOn = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
    () => false,
  );
  return { isPossible, isOn, toggle };
}

function subscribe(onChange: () => void): () => void {
  document.addEventListener("fullscreenchange", onChange);
  return () => document.removeEventListener("fullscreenchange", onChange);
}

function toggle(): void {
  const changed = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen?.();
  changed?.catch(() => {});
}
