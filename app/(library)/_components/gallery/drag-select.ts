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
  onBegin(id: string): void;
  /** The pointer is over another tile. */
  onReach(id: string): void;
}

interface Point {
  x: number;
  y: number;
}

/**
 * Selects by dragging over the tiles in an element: with a mouse at once, with a finger after a long press, so that it
 * can scroll as well. Returns how to stop listening.
 */
export function startDragSelect(root: HTMLElement, { onBegin, onReach }: DragHandlers): () => void {
  const stopping = new AbortController();
  let pressed: (Point & { id: string; isTouch: boolean }) | undefined;
  let point: Point = { x: 0, y: 0 };
  let reached: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;

  const isDragging = () => reached !== undefined;

  function idAt({ x, y }: Point): string | undefined {
    const under = document.elementsFromPoint(x, y).find((one) => one.matches("[data-tile]") && root.contains(one));
    return under instanceof HTMLElement ? under.dataset.tile : undefined;
  }

  function press({ target }: Event, at: Point, isTouch: boolean): void {
    const tile = target instanceof Element ? target.closest<HTMLElement>("[data-tile]") : null;
    pressed = tile?.dataset.tile === undefined ? undefined : { ...at, id: tile.dataset.tile, isTouch };
  }

  function begin(id: string): void {
    reached = id;
    onBegin(id);
    frame = requestAnimationFrame(scrollOn);
  }

  function drag(to: Point): void {
    point = to;
    const id = idAt(to);
    if (id === undefined || id === reached) return;
    reached = id;
    onReach(id);
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
  function release(): boolean {
    const wasDragging = isDragging();
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    pressed = undefined;
    reached = undefined;
    return wasDragging;
  }

  const listen = <Name extends keyof WindowEventMap>(
    target: EventTarget,
    name: Name,
    heard: (event: WindowEventMap[Name]) => void,
    options: AddEventListenerOptions = {},
  ) => target.addEventListener(name, heard as EventListener, { signal: stopping.signal, ...options });

  listen(root, "pointerdown", (event) => {
    const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (event.pointerType === "mouse" && isPlain) press(event, { x: event.clientX, y: event.clientY }, false);
  });
  listen(window, "pointermove", (event) => {
    if (!pressed || pressed.isTouch) return;
    const to = { x: event.clientX, y: event.clientY };
    // Within its tile a mouse may slip while it clicks.
    if (!isDragging() && (idAt(to) ?? pressed.id) === pressed.id) return;
    if (!isDragging()) begin(pressed.id);
    drag(to);
  });
  const onPointerEnd = () => {
    if (pressed?.isTouch || !release()) return;
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
      release();
      const [touch] = event.touches;
      if (!touch || event.touches.length > 1) return;
      point = { x: touch.clientX, y: touch.clientY };
      press(event, point, true);
      timer = setTimeout(() => {
        if (!pressed) return;
        navigator.vibrate?.(10);
        begin(pressed.id);
      }, LONG_PRESS_MS);
    },
    { passive: true },
  );
  listen(
    root,
    "touchmove",
    (event) => {
      const [touch] = event.touches;
      if (!pressed || !touch) return;
      const to = { x: touch.clientX, y: touch.clientY };
      if (isDragging()) {
        event.preventDefault();
        drag(to);
      } else if (hasMoved(pressed, to)) release();
    },
    // What is dragged over must not scroll.
    { passive: false },
  );
  listen(root, "touchend", (event) => {
    // Else the tile would be tapped as well.
    if (release() && event.cancelable) event.preventDefault();
  });
  listen(root, "touchcancel", () => void release());
  // The browser's own menu comes by a long press too.
  listen(root, "contextmenu", (event) => {
    if (pressed?.isTouch) event.preventDefault();
  });

  return () => {
    stopping.abort();
    release();
  };
}

function hasMoved(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) > STILL_PX;
}
