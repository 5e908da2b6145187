"use client";

import { useEffect, useState } from "react";
import { isAnythingBeingDone } from "../../../_components/is-key-taken.ts";
import { WIDE } from "./use-details.ts";

const IDLE_MS = 2_000;
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin", "wheel", "scroll"] as const;
const PRESSES = ["pointerdown", "keydown"];

/** They are being used while a pointer rests on them or a key's focus is in them. */
const CONTROLS = "[data-controls]";
const FADING = "[data-controls=fading]";

/**
 * Whether nobody has moved or pressed anything for two seconds, so that only the photo is to be seen. A tap that ends
 * this presses no control that was not to be seen.
 */
export function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isResting = false;
    let isWakingTap = false;
    const change = (to: boolean) => {
      isResting = to;
      setIdle(to);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (isInUse() ? wait() : change(true)), IDLE_MS);
    };
    const onSign = (event: Event) => {
      const isPointer = event instanceof PointerEvent;
      // What moves under a mouse that rests is no movement of it.
      if (isPointer && isStill(event)) return;
      if (PRESSES.includes(event.type)) isWakingTap = isResting && isPointer && event.pointerType !== "mouse";
      change(false);
      wait();
    };
    const onClick = (event: Event) => {
      if (!isWakingTap || !(event.target instanceof Element) || !event.target.closest(FADING)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    wait();
    const stopping = new AbortController();
    const options = { capture: true, signal: stopping.signal };
    for (const sign of SIGNS) window.addEventListener(sign, onSign, { ...options, passive: true });
    window.addEventListener("click", onClick, options);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, []);
  return isIdle;
}

function isStill({ type, movementX, movementY }: PointerEvent): boolean {
  return type === "pointermove" && movementX === 0 && movementY === 0;
}

/**
 * Whether a menu or dialog is open, something is written, or controls or the details are pointed at, focused or open as
 * a sheet.
 */
function isInUse(): boolean {
  // After a tap a finger counts as resting where it was.
  const canRest = window.matchMedia("(hover: hover)").matches;
  const used = [`${CONTROLS}:is(:focus-visible, :has(:focus-visible))`, canRest ? `${CONTROLS}:hover` : ""]
    .filter(Boolean)
    .join(", ");
  const isOverSheet = document.querySelector("[data-over-sheet]") !== null && !window.matchMedia(WIDE).matches;
  return isOverSheet || isAnythingBeingDone() || document.querySelector(used) !== null;
}
