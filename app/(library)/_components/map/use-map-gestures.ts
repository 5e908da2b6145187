"use client";

import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Box, type Coordinates, movedBy, toPlace, type Viewport, zoomedBy } from "./viewport.ts";

const WHEEL_SPEED = 0.004;
const KEY_PIXELS = 120;
/** A finger that moved less has pressed. */
const PRESS_PIXELS = 5;

interface Point {
  left: number;
  top: number;
}

/** An area that is being drawn, pixels. */
export interface DrawnArea {
  from: Point;
  to: Point;
}

interface GestureOptions {
  surface: RefObject<HTMLElement | null>;
  viewport: Viewport;
  onMove: (viewport: Viewport) => void;
  /** A place was pressed. */
  onPick?: ((place: Coordinates) => void) | undefined;
  /** An area was drawn, by a mouse with Shift held, or by anything while `isDrawing`. */
  onDraw?: ((box: Box) => void) | undefined;
  isDrawing?: boolean | undefined;
}

/** Moves a map by mouse, wheel, fingers and keys. */
export function useMapGestures({ surface, viewport, onMove, onPick, onDraw, isDrawing = false }: GestureOptions) {
  const pointers = useRef(new Map<number, Point>());
  const travelled = useRef(0);
  const latest = useRef(viewport);
  latest.current = viewport;
  const [drawn, setDrawn] = useState<DrawnArea>();

  const toPoint = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left = 0, top = 0 } = surface.current?.getBoundingClientRect() ?? {};
    return { left: clientX - left, top: clientY - top };
  };
  const move = (next: Viewport) => {
    latest.current = next;
    onMove(next);
  };

  // React's own listeners for the wheel may not keep the page from scrolling.
  const wheel = useRef<(event: WheelEvent) => void>(undefined);
  wheel.current = (event) => {
    event.preventDefault();
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    move(zoomedBy(latest.current, -delta * WHEEL_SPEED, toPoint(event)));
  };
  useEffect(() => {
    const element = surface.current;
    const onWheel = (event: WheelEvent) => wheel.current?.(event);
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [surface]);

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = toPoint(event);
    pointers.current.set(event.pointerId, point);
    if (pointers.current.size === 1) travelled.current = 0;
    const draws = onDraw && pointers.current.size === 1 && (isDrawing || event.shiftKey);
    setDrawn(draws ? { from: point, to: point } : undefined);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const point = toPoint(event);
    pointers.current.set(event.pointerId, point);
    travelled.current += Math.abs(point.left - before.left) + Math.abs(point.top - before.top);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (drawn) {
      setDrawn({ ...drawn, to: point });
    } else if (other) {
      const middle = { left: (point.left + other.left) / 2, top: (point.top + other.top) / 2 };
      const steps = Math.log2(distance(point, other) / Math.max(1, distance(before, other)));
      const moved = movedBy(latest.current, (before.left - point.left) / 2, (before.top - point.top) / 2);
      move(zoomedBy(moved, steps, middle));
    } else {
      move(movedBy(latest.current, before.left - point.left, before.top - point.top));
    }
  }

  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    const wasAlone = pointers.current.size === 1;
    if (!pointers.current.delete(event.pointerId)) return;
    if (drawn) {
      setDrawn(undefined);
      if (travelled.current >= PRESS_PIXELS) onDraw?.(toDrawnBox(latest.current, drawn));
    } else if (wasAlone && travelled.current < PRESS_PIXELS && event.type === "pointerup") {
      onPick?.(toPlace(latest.current, toPoint(event)));
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const steps: Record<string, () => Viewport> = {
      ArrowLeft: () => movedBy(viewport, -KEY_PIXELS, 0),
      ArrowRight: () => movedBy(viewport, KEY_PIXELS, 0),
      ArrowUp: () => movedBy(viewport, 0, -KEY_PIXELS),
      ArrowDown: () => movedBy(viewport, 0, KEY_PIXELS),
      "+": () => zoomedBy(viewport, 1),
      "=": () => zoomedBy(viewport, 1),
      "-": () => zoomedBy(viewport, -1),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    move(step());
  }

  return {
    drawn,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onKeyDown,
      onDoubleClick: (event: { clientX: number; clientY: number }) => {
        if (!onPick) move(zoomedBy(latest.current, 1, toPoint(event)));
      },
    },
  };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.left - other.left, one.top - other.top);
}

function toDrawnBox(viewport: Viewport, { from, to }: DrawnArea): Box {
  const corner = { left: Math.min(from.left, to.left), top: Math.min(from.top, to.top) };
  const opposite = { left: Math.max(from.left, to.left), top: Math.max(from.top, to.top) };
  const [northWest, southEast] = [toPlace(viewport, corner), toPlace(viewport, opposite)];
  return [northWest.longitude, southEast.latitude, southEast.longitude, northWest.latitude];
}
