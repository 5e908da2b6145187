"use client";

import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { isMotionReduced } from "../../../_components/gallery/is-motion-reduced.ts";

/** A finger that has moved less far across is not sweeping yet. */
const BEGIN_PX = 8;
/** One that is lifted so far away leads on, or after less when it was quick. */
const SWEEP_PX = 60;
const QUICK_SWEEP_PX = 20;
const QUICK_PX_PER_MS = 0.5;
const GLIDE_MS = 180;
/** Where there is no further photo, a finger draws the one shown only so far along. */
const RESISTANCE = 4;

interface SweepableProps {
  /** What is shown; panes beside it are a width and `SWEEP_GAP` away. */
  shownId: string;
  hasPrevious: boolean;
  hasNext: boolean;
  /** Shows the previous (-1) or next (1) one. Returns whether there is one. */
  onStep: (by: -1 | 1) => boolean;
  children: ReactNode;
}

/** Between two photos while one follows the other. */
export const SWEEP_GAP = "1rem";

/** Panes side by side that a finger draws along; let go, they glide on to the next one or back. */
export function Sweepable({ shownId, hasPrevious, hasNext, onStep, children }: SweepableProps) {
  const strip = useRef<HTMLDivElement>(null);
  const pressed = useRef<{ id: number; x: number; at: number; isSweep: boolean }>(undefined);
  const gliding = useRef<{ by: -1 | 0 | 1; timer: ReturnType<typeof setTimeout> }>(undefined);

  function draw(transform: string, isGlide = false): void {
    if (!strip.current) return;
    strip.current.style.transition = isGlide ? `transform ${GLIDE_MS}ms ease-out` : "none";
    strip.current.style.transform = transform;
  }

  // The pane that was glided to is the one in the middle now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each photo that is shown
  useLayoutEffect(() => draw(""), [shownId]);
  useEffect(() => () => clearTimeout(gliding.current?.timer), []);

  function glide(by: -1 | 0 | 1): void {
    const isStill = isMotionReduced();
    draw(by === 0 ? "" : `translateX(calc(${-by} * (100% + ${SWEEP_GAP})))`, !isStill);
    gliding.current = { by, timer: setTimeout(arrive, isStill ? 0 : GLIDE_MS) };
  }

  function arrive(): void {
    const { by = 0, timer } = gliding.current ?? {};
    clearTimeout(timer);
    gliding.current = undefined;
    if (by !== 0 && !onStep(by)) draw("", true);
  }

  function onPointerDown({ target, pointerType, pointerId, clientX, timeStamp }: PointerEvent): void {
    const isZoomed = target instanceof Element && target.closest("[data-zoomed=true]") !== null;
    if (pointerType === "mouse" || isZoomed) return;
    // Who sweeps again before the glide has ended means the one after.
    if (gliding.current) arrive();
    // Two fingers pinch.
    if (pressed.current) {
      pressed.current = undefined;
      glide(0);
    } else pressed.current = { id: pointerId, x: clientX, at: timeStamp, isSweep: false };
  }

  function onPointerMove({ pointerId, clientX }: PointerEvent): void {
    const finger = pressed.current;
    if (finger?.id !== pointerId) return;
    const moved = clientX - finger.x;
    finger.isSweep ||= Math.abs(moved) > BEGIN_PX;
    if (!finger.isSweep || isMotionReduced()) return;
    draw(`translateX(${isPossible(moved) ? moved : moved / RESISTANCE}px)`);
  }

  function onPointerUp({ pointerId, clientX, timeStamp, type }: PointerEvent): void {
    const finger = pressed.current;
    if (finger?.id !== pointerId) return;
    pressed.current = undefined;
    if (!finger.isSweep) return;
    const moved = clientX - finger.x;
    const isQuick = Math.abs(moved) > QUICK_SWEEP_PX && Math.abs(moved) / (timeStamp - finger.at) > QUICK_PX_PER_MS;
    const isFar = isQuick || Math.abs(moved) > SWEEP_PX;
    glide(type === "pointerup" && isFar && isPossible(moved) ? (moved < 0 ? 1 : -1) : 0);
  }

  const isPossible = (moved: number) => (moved < 0 ? hasNext : hasPrevious);

  return (
    <div
      className="absolute inset-0 touch-pan-y overflow-hidden"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    >
      <div ref={strip} className="absolute inset-0">
        {children}
      </div>
    </div>
  );
}
