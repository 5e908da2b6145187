"use client";

import { type PointerEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useViewerKeys } from "./use-viewer-keys.ts";
import { clampZoom, UNZOOMED, type Zoom, zoomAt } from "./zoom.ts";

const TOGGLED_SCALE = 2.5;
const WHEEL_SPEED = 0.002;
/**
 * Browsers tell of two fingers on a trackpad as of a wheel with Ctrl, a hundred times the logarithm of how far they part;
 * a wheel turned with Ctrl goes as far at most as without.
 */
const TRACKPAD_SPEED = 0.01;
const MOST_OF_TRACKPAD = 24;
/** Of the stage, by which an arrow key moves an enlarged picture. */
const KEY_PART = 0.15;
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_PX = 30;
/** A finger that moves further does not tap. */
const STILL_PX = 10;

interface ZoomableProps {
  children: ReactNode;
  /** Whether it is the picture that is shown, and not one beside it. */
  isShown: boolean;
  /** The picture is enlarged for the first time. */
  onZoom: () => void;
}

type Point = { x: number; y: number };

/** A stage whose picture is enlarged by wheel, pinch, double click or tap and the key z, and moved by drag and arrows. */
export function Zoomable({ children, isShown, onZoom }: ZoomableProps) {
  const stage = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<Zoom>(UNZOOMED);
  const pointers = useRef(new Map<number, Point>());
  const pressedAt = useRef<Point>({ x: 0, y: 0 });
  const isPinch = useRef(false);
  const lastTap = useRef({ at: 0, x: 0, y: 0 });
  const isZoomed = zoom.scale > 1;
  if (isZoomed && !isShown) setZoom(UNZOOMED);

  useEffect(() => {
    if (isZoomed) onZoom();
  }, [isZoomed, onZoom]);

  /** From the middle of the stage. */
  const toPoint = useCallback(({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left = 0, top = 0, width = 0, height = 0 } = stage.current?.getBoundingClientRect() ?? {};
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  }, []);
  const sizeOf = useCallback(() => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = stage.current ?? {};
    return { width, height };
  }, []);
  const toggle = useCallback(
    (point: Point) => setZoom((now) => (now.scale > 1 ? UNZOOMED : zoomAt(UNZOOMED, TOGGLED_SCALE, point, sizeOf()))),
    [sizeOf],
  );

  const move = (x: number, y: number) =>
    setZoom((now) => {
      const { width, height } = sizeOf();
      const to = { ...now, x: now.x + x * KEY_PART * width, y: now.y + y * KEY_PART * height };
      return clampZoom(to, { width, height });
    });

  useEffect(() => {
    const element = stage.current;
    const onWheel = (event: WheelEvent) => {
      // The page would scroll, which a listener of React's cannot prevent.
      event.preventDefault();
      const { ctrlKey, deltaY } = event;
      const parted = ctrlKey
        ? Math.min(MOST_OF_TRACKPAD, Math.max(-MOST_OF_TRACKPAD, deltaY)) * TRACKPAD_SPEED
        : deltaY * WHEEL_SPEED;
      setZoom((now) => zoomAt(now, Math.exp(-parted), toPoint(event), sizeOf()));
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [toPoint, sizeOf]);
  useViewerKeys({
    ...(isShown ? { z: () => toggle({ x: 0, y: 0 }) } : {}),
    ...(isShown && isZoomed
      ? {
          Escape: () => setZoom(UNZOOMED),
          ArrowLeft: () => move(1, 0),
          ArrowRight: () => move(-1, 0),
          ArrowUp: () => move(0, 1),
          ArrowDown: () => move(0, -1),
        }
      : {}),
  });

  function onPointerDown(event: PointerEvent): void {
    if (event.pointerType === "mouse" && !isZoomed) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isPinch.current = pointers.current.size > 0;
    pressedAt.current = toPoint(event);
    pointers.current.set(event.pointerId, pressedAt.current);
  }

  function onPointerMove(event: PointerEvent): void {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const point = toPoint(event);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, point);
    if (other) {
      const factor = distance(point, other) / Math.max(1, distance(before, other));
      const middle = { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 };
      setZoom((now) => zoomAt(now, factor, middle, sizeOf()));
    } else if (isZoomed) {
      setZoom((now) => clampZoom({ ...now, x: now.x + point.x - before.x, y: now.y + point.y - before.y }, sizeOf()));
    }
  }

  function onPointerUp(event: PointerEvent): void {
    const wasDown = pointers.current.delete(event.pointerId);
    if (!wasDown || event.type === "pointercancel" || pointers.current.size > 0) return;
    const tap = { at: event.timeStamp, ...toPoint(event) };
    // Of two fingers the one that is lifted last does not tap.
    if (isPinch.current || event.pointerType !== "touch" || distance(tap, pressedAt.current) > STILL_PX) return;
    const isDouble = tap.at - lastTap.current.at < DOUBLE_TAP_MS && distance(tap, lastTap.current) < DOUBLE_TAP_PX;
    lastTap.current = isDouble ? { at: 0, x: 0, y: 0 } : tap;
    if (isDouble) toggle(tap);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key z does the same
    <div
      ref={stage}
      data-zoomed={isShown ? isZoomed : undefined}
      className={`absolute inset-0 overflow-hidden select-none ${isZoomed ? "cursor-grab touch-none active:cursor-grabbing" : "touch-pan-y"}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={(event) => toggle(toPoint(event))}
    >
      <div
        className="absolute inset-0"
        style={isZoomed ? { transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` } : {}}
      >
        {children}
      </div>
    </div>
  );
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
