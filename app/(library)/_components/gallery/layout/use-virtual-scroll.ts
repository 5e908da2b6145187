"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useIsServerRendered } from "#app/_components/use-is-server-rendered.ts";
import { at, moved, START, scrolled, toScrollTop, type VirtualScroll } from "./virtual-scroll.ts";

/** After so long without a move the scroll bar is put where it belongs. */
const IDLE_MS = 200;

export interface Scrolling {
  /** As of the last drawing; it is drawn again when half a screen has gone by. */
  scroll: VirtualScroll;
  screen: number;
  /** Goes to a place of the timeline, pixels from its top; what is there has been drawn when it returns. */
  goTo(place: number): void;
  /** The place at this very moment. */
  placeNow(): number;
  /** Calls back after each move, also where nothing is drawn again. Returns what ends that. */
  subscribe(onMove: () => void): () => void;
  /** Keeps what is on the screen where it is: the place that it has now. */
  keep(place: number, total: number): void;
}

/** Follows the window's scrolling over an element that stands for a timeline of `total` pixels. */
export function useVirtualScroll(element: RefObject<HTMLElement | null>, total: number): Scrolling {
  const isOfServer = useIsServerRendered();
  const [screen, setScreen] = useState(900);
  const [scroll, setScroll] = useState<VirtualScroll>(START);
  const now = useRef<VirtualScroll>(START);
  const drawn = useRef<VirtualScroll>(START);
  const listeners = useRef(new Set<() => void>());
  const extent = useRef({ total, screen });
  extent.current = { total, screen };

  /** Pixels of the element above the upper edge of the screen, negative while something above it is to be seen. */
  const readScrollTop = useCallback(() => -(element.current?.getBoundingClientRect().top ?? 0), [element]);

  const draw = useCallback((state: VirtualScroll) => {
    now.current = state;
    drawn.current = state;
    setScroll(state);
  }, []);

  const goTo = useCallback(
    (place: number) => {
      const { scrollTop, ...state } = at(place, extent.current);
      const by = scrollTop - readScrollTop();
      // A frame between the two would show another part of the timeline.
      flushSync(() => draw(state));
      window.scrollBy({ top: by, behavior: "instant" });
    },
    [draw, readScrollTop],
  );

  useLayoutEffect(() => {
    const measure = () => setScreen(window.innerHeight);
    measure();
    // Scrolled before the scripts came: what is looked at then is among the first that is drawn.
    const scrollTop = readScrollTop();
    if (isOfServer && scrollTop > 0) draw(scrolled(now.current, scrollTop, extent.current));
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [draw, readScrollTop, isOfServer]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      // The browser has scrolled and not said so yet: going to where one was would undo it.
      const hasMoved = Math.abs(readScrollTop() - (now.current.place + now.current.shift)) > 1;
      if (hasMoved) return onScroll();
      const wanted = Math.round(toScrollTop(now.current.place, extent.current));
      if (Math.abs(wanted - readScrollTop()) > 1) goTo(now.current.place);
      else draw(now.current);
    };
    const onScroll = () => {
      const state = scrolled(now.current, readScrollTop(), extent.current);
      const isFar = Math.abs(state.place - drawn.current.place) > extent.current.screen / 2;
      if (isFar || state.shift !== drawn.current.shift) draw(state);
      else now.current = state;
      for (const listener of listeners.current) listener();
      clearTimeout(timer);
      timer = setTimeout(settle, IDLE_MS);
    };
    onScroll();
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("scroll", onScroll);
    };
  }, [draw, goTo, readScrollTop]);

  const placeNow = useCallback(() => now.current.place, []);
  const subscribe = useCallback((onMove: () => void) => {
    listeners.current.add(onMove);
    return () => void listeners.current.delete(onMove);
  }, []);

  return {
    scroll,
    screen,
    goTo,
    placeNow,
    subscribe,
    keep: (place, newTotal) => draw(moved(now.current, place, { total: newTotal, screen })),
  };
}
