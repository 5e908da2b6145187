/** After so long under a finger that stays where it is, a tile is selected. */
const LONG_PRESS_MS = 450;
/** A finger that moves further is scrolling. */
const STILL_PX = 10;
/** So near to an edge of the screen the page scrolls on. */
const EDGE_PX = 90;
/** Pixels a frame, at the very edge. */
const MAX_SPEED = 24;

interface DragHandlers {
  /** A tile is taken hold of. */
  onBegin(id: string, isTouch: boolean): void;
  /** The pointer is over another tile, or over the other half of it. */
  onReach(id: string, isBehind: boolean): void;
  /** The tile is let go; `isCancelled`: by the browser or by Escape. */
  onEnd(isCancelled: boolean): void;
}

interface Point {
  x: number;
  y: number;
}

/**
 * Follows drags over the tiles in an element: with a mouse at once, with a finger after a long press, so that it can
 * scroll as well. Returns how to stop listening.
 */
export function startTileDrag(root: HTMLElement, { onBegin, onReach, onEnd }: DragHandlers): () => void {
  const stopping = new AbortController();
  let pressed: (Point & { id: string; isTouch: boolean }) | undefined;
  let point: Point = { x: 0, y: 0 };
  let reached: { id: string; isBehind: boolean } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let following = new AbortController();

  const isDragging = () => reached !== undefined;

  function tileAt({ x, y }: Point): { id: string; isBehind: boolean } | undefined {
    const under = document.elementsFromPoint(x, y).find((one) => one.matches("[data-tile]") && root.contains(one));
    if (!(under instanceof HTMLElement) || under.dataset.tile === undefined) return undefined;
    const { left, width } = under.getBoundingClientRect();
    return { id: under.dataset.tile, isBehind: x > left + width / 2 };
  }

  function press({ target }: Event, at: Point, isTouch: boolean): void {
    const tile = target instanceof Element ? target.closest<HTMLElement>("[data-tile]") : null;
    pressed = tile?.dataset.tile === undefined ? undefined : { ...at, id: tile.dataset.tile, isTouch };
  }

  function begin({ id, isTouch }: NonNullable<typeof pressed>): void {
    reached = { id, isBehind: false };
    onBegin(id, isTouch);
    frame = requestAnimationFrame(scrollOn);
  }

  function drag(to: Point): void {
    point = to;
    const tile = tileAt(to);
    if (!tile || (tile.id === reached?.id && tile.isBehind === reached.isBehind)) return;
    reached = tile;
    onReach(tile.id, tile.isBehind);
  }

  function scrollOn(): void {
    const beyond = point.y < EDGE_PX ? point.y - EDGE_PX : Math.max(0, point.y - (window.innerHeight - EDGE_PX));
    // What was taken hold of near an edge stays there until it is dragged.
    if (beyond !== 0 && pressed && hasMoved(pressed, point)) {
      const part = Math.max(-1, Math.min(1, beyond / EDGE_PX));
      window.scrollBy({ top: part * MAX_SPEED, behavior: "instant" });
      drag(point);
    }
    frame = requestAnimationFrame(scrollOn);
  }

  /** Returns whether something was dragged. */
  function release(isCancelled: boolean): boolean {
    const wasDragging = isDragging();
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    following.abort();
    pressed = undefined;
    reached = undefined;
    if (wasDragging) onEnd(isCancelled);
    return wasDragging;
  }

  const listen = <Name extends keyof WindowEventMap>(
    target: EventTarget,
    name: Name,
    heard: (event: WindowEventMap[Name]) => void,
    options: AddEventListenerOptions = {},
  ) => target.addEventListener(name, heard as EventListener, { signal: stopping.signal, ...options });

  /**
   * Hears of a finger at what it touched: that is where all its events go, also once the timeline has scrolled so far
   * that it is no longer in the page, and then nowhere else.
   */
  function follow(touched: EventTarget): void {
    following = new AbortController();
    const { signal } = following;
    const onMove = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (!pressed || !touch) return;
      const to = { x: touch.clientX, y: touch.clientY };
      if (isDragging()) {
        event.preventDefault();
        drag(to);
      } else if (hasMoved(pressed, to)) release(true);
    };
    const onLift = (event: TouchEvent) => {
      // Else the tile would be tapped as well.
      if (release(false) && event.cancelable) event.preventDefault();
    };
    // What is dragged over must not scroll.
    listen(touched, "touchmove", onMove, { passive: false, signal });
    listen(touched, "touchend", onLift, { signal });
    listen(touched, "touchcancel", () => void release(true), { signal });
  }

  listen(root, "pointerdown", (event) => {
    if (event.pointerType === "mouse") release(true);
    const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (event.pointerType === "mouse" && isPlain) press(event, { x: event.clientX, y: event.clientY }, false);
  });
  listen(window, "pointermove", (event) => {
    if (!pressed || pressed.isTouch) return;
    // It was let go where the browser could not see it, as over another window.
    if (event.buttons === 0) {
      release(true);
      return;
    }
    const to = { x: event.clientX, y: event.clientY };
    // Within its tile a mouse may slip while it clicks.
    if (!isDragging() && (tileAt(to)?.id ?? pressed.id) === pressed.id) return;
    if (!isDragging()) begin(pressed);
    drag(to);
  });
  const onPointerEnd = ({ type }: PointerEvent) => {
    if (pressed?.isTouch || !release(type === "pointercancel")) return;
    // The click that follows would open or select where the mouse was let go.
    const swallow = new AbortController();
    const swallowClick = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("click", swallowClick, { capture: true, signal: swallow.signal });
    setTimeout(() => swallow.abort());
  };
  listen(window, "pointerup", onPointerEnd);
  listen(window, "pointercancel", onPointerEnd);

  listen(
    root,
    "touchstart",
    (event) => {
      release(true);
      const [touch] = event.touches;
      if (!touch || event.touches.length > 1) return;
      point = { x: touch.clientX, y: touch.clientY };
      press(event, point, true);
      if (!pressed || !event.target) return;
      follow(event.target);
      timer = setTimeout(() => {
        if (!pressed) return;
        navigator.vibrate?.(10);
        begin(pressed);
      }, LONG_PRESS_MS);
    },
    { passive: true },
  );
  // Whether moves can be kept from scrolling is decided as the finger comes down (WebKit bug 184250).
  listen(root, "touchmove", () => undefined, { passive: false });
  // Before the gallery, for which the key clears the selection.
  listen(
    window,
    "keydown",
    (event) => {
      if (event.key === "Escape" && isDragging() && release(true)) event.stopPropagation();
    },
    { capture: true },
  );
  // The browser's own menu comes by a long press too.
  listen(root, "contextmenu", (event) => {
    if (pressed?.isTouch) event.preventDefault();
  });

  return () => {
    stopping.abort();
    release(true);
  };
}

function hasMoved(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) > STILL_PX;
}
