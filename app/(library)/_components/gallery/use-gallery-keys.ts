"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { isKeyKept } from "../is-key-taken.ts";
import { toShortcut } from "../to-shortcut.ts";
import { stepDensity } from "./layout/chosen-density.ts";
import { nextTile } from "./tile/tile-focus.ts";

const DELETE_KEYS = ["Delete", "Backspace"];
/** With and without Shift they are one key on many keyboards. */
const LARGER_KEYS = ["+", "="];
const SELECT_KEYS = [" ", "x"];

export interface GalleryActions {
  isSelecting: boolean;
  clear(): void;
  selectAll(): void;
  deleteSelected(): void;
  deleteOne(id: string): void;
  touch(how: "toggle" | "begin" | "extend", id: string): void;
  goToEnd(end: "first" | "last"): void;
  /** Moves a tile, or what is selected, by an arrow key or to an end; absent where the order is not one's own. */
  move: ((tile: HTMLElement, key: string) => void) | undefined;
}

/**
 * Keys of the tiles in an element, and those of the selection and of how large photos are drawn, which work wherever in
 * the page the focus is.
 */
export function useGalleryKeys(root: RefObject<HTMLElement | null>, actions: GalleryActions): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!root.current || isKeyKept(event)) return;
      if (handle(event, root.current, latest.current)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [root]);
}

/** Returns whether the key was one of the gallery's. */
function handle(event: KeyboardEvent, root: HTMLElement, actions: GalleryActions): boolean {
  const { shiftKey, repeat } = event;
  const key = toShortcut(event);
  if (event.altKey) return moveByKey(event, root, actions);
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() !== "a" || shiftKey) return false;
    actions.selectAll();
    return true;
  }
  if (actions.isSelecting && key === "Escape") {
    actions.clear();
    return true;
  }
  if (LARGER_KEYS.includes(key) || key === "-") {
    stepDensity(key === "-" ? -1 : 1);
    return true;
  }
  const target = event.target instanceof Element ? event.target : null;
  const tile = root.contains(target) ? target?.closest<HTMLElement>("[data-tile]") : null;
  const id = tile?.dataset.tile;
  if (DELETE_KEYS.includes(key) && (actions.isSelecting || id !== undefined)) {
    // A key that is held deletes one, not all.
    if (repeat) return true;
    if (actions.isSelecting) actions.deleteSelected();
    else if (id !== undefined) actions.deleteOne(id);
    return true;
  }
  if (!tile || id === undefined) return false;
  if (SELECT_KEYS.includes(key.toLowerCase())) {
    actions.touch(shiftKey ? "extend" : "toggle", id);
    return true;
  }
  if (key === "Home" || key === "End") {
    actions.goToEnd(key === "Home" ? "first" : "last");
    return true;
  }
  const next = nextTile([...root.querySelectorAll<HTMLElement>("[data-tile]")], tile, key);
  if (!next) return false;
  if (shiftKey) {
    if (!actions.isSelecting) actions.touch("begin", id);
    if (next.dataset.tile !== undefined) actions.touch("extend", next.dataset.tile);
  }
  next.focus();
  return true;
}

const MOVE_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/** Returns whether something is moved by it: elsewhere Alt and an arrow lead back, as in any page. */
function moveByKey(
  { key, target, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  root: HTMLElement,
  { move, goToEnd }: GalleryActions,
): boolean {
  const tile = target instanceof Element && root.contains(target) ? target.closest<HTMLElement>("[data-tile]") : null;
  if (!move || !tile || ctrlKey || metaKey || shiftKey || !MOVE_KEYS.includes(key)) return false;
  move(tile, key);
  if (key === "Home" || key === "End") goToEnd(key === "Home" ? "first" : "last");
  return true;
}
