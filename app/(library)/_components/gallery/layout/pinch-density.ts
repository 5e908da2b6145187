import { chosenDensity, stepDensity } from "./chosen-density.ts";
import { nextDensity } from "./density.ts";

/** Fingers that part by so much draw photos a step larger. */
const STEP = 1.35;
/** Less than this says nothing of whether they part or meet. */
const UNDECIDED = 0.04;
/** A page that its user enlarged is at a scale above this. */
const UNSCALED = 1.01;

/**
 * Draws photos larger and smaller by two fingers over an element. Where there is no further step, and on an enlarged
 * page, they enlarge the page as anywhere else. Returns how to stop listening.
 */
export function startPinchDensity(root: HTMLElement): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let from: number | undefined;
  /** Decided once per gesture: whether it resizes photos, or is the browser's to zoom the page. */
  let isOurs: boolean | undefined;

  let following = new AbortController();

  function onTouchStart({ touches }: TouchEvent): void {
    following.abort();
    from = touches.length === 2 ? apart(touches) : undefined;
    isOurs = undefined;
    if (from === undefined) return;
    // What a finger touched is told of its moves even when a step has taken it out of the page, and then nothing else
    // is.
    following = new AbortController();
    const options = { passive: false, signal: AbortSignal.any([signal, following.signal]) };
    for (const target of new Set([...touches].map((touch) => touch.target))) {
      target.addEventListener("touchmove", onTouchMove as EventListener, options);
    }
  }

  function onTouchMove(event: TouchEvent): void {
    if (from === undefined || event.touches.length !== 2) return;
    const by = apart(event.touches) / from;
    if (isOurs === undefined && Math.abs(by - 1) < UNDECIDED) {
      event.preventDefault();
      return;
    }
    const isPageScaled = (window.visualViewport?.scale ?? 1) > UNSCALED;
    isOurs ??= event.cancelable && !isPageScaled && nextDensity(chosenDensity(), by > 1 ? 1 : -1) !== undefined;
    if (!isOurs) return;
    event.preventDefault();
    if (by < STEP && by > 1 / STEP) return;
    stepDensity(by > 1 ? 1 : -1);
    from = apart(event.touches);
  }

  root.addEventListener("touchstart", onTouchStart, { passive: true, signal });
  // Whether moves can be kept from the browser is decided as the fingers come down (WebKit bug 184250).
  root.addEventListener("touchmove", () => undefined, { passive: false, signal });
  return () => stopping.abort();
}

/** Pixels between two fingers. */
function apart([one, other]: TouchList): number {
  return one && other ? Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)) : 1;
}
