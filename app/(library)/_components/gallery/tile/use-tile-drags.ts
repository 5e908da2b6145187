"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Moving } from "../use-moving.ts";
import { startTileDrag } from "./tile-drag.ts";

interface TileDrags {
  isEmpty: boolean;
  canMove: boolean;
  selected: { has(id: string): boolean };
  moving: Pick<Moving, "beginDrag" | "reach" | "endDrag">;
  touch(how: "begin" | "extend", id: string): void;
}

/** Drags over tiles select. In an own order a mouse moves photos instead, and a finger those that are selected. */
export function useTileDrags(root: RefObject<HTMLElement | null>, drags: TileDrags): void {
  const { isEmpty } = drags;
  const latest = useRef(drags);
  useLayoutEffect(() => {
    latest.current = drags;
  });
  useEffect(() => {
    if (isEmpty || !root.current) return;
    let isMove = false;
    return startTileDrag(root.current, {
      onBegin(id, isTouch) {
        const { canMove, selected, moving, touch } = latest.current;
        isMove = canMove && (!isTouch || selected.has(id));
        if (isMove) moving.beginDrag(id);
        else touch("begin", id);
      },
      onReach(id, isBehind) {
        if (isMove) latest.current.moving.reach(id, isBehind);
        else latest.current.touch("extend", id);
      },
      onEnd(isCancelled) {
        if (isMove) latest.current.moving.endDrag(isCancelled);
      },
    });
  }, [isEmpty, root]);
}
