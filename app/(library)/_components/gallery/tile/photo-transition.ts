import { isMotionReduced } from "../is-motion-reduced.ts";

/*
 * A photo that is opened grows out of its tile, and shrinks back into it. The page of the list and that of the photo
 * are never there together, so the one that goes leaves the place of its picture, and the one that comes has a copy fly
 * from there.
 */

const FLIGHT_MS = 180;
/** A page that takes longer to come does not look like the answer to the click any more. */
const MAX_WAIT_MS = 3_000;

interface Departure {
  id: string;
  box: DOMRect;
  picture: HTMLImageElement;
  at: number;
}

let departure: Departure | undefined;

/** Notes where the picture of an image is, from which it flies once the other page is there. */
export function departFrom(id: string, picture: HTMLImageElement | null | undefined): void {
  departure = undefined;
  if (!picture?.parentElement || picture.naturalWidth === 0) return;
  departure = { id, box: picture.parentElement.getBoundingClientRect(), picture, at: performance.now() };
}

/**
 * URL of the picture that an image is about to fly from. It is loaded already, so it is shown until a larger one is.
 */
export function departedUrl(id: string): string | undefined {
  return departure?.id === id ? departure.picture.currentSrc : undefined;
}

/** Has the picture of an image fly from where it was noted to an element that fits it. Returns whether it does. */
export function arriveAt(id: string, target: Element | null | undefined): boolean {
  const from = departure;
  departure = undefined;
  if (from?.id !== id || !target || performance.now() - from.at > MAX_WAIT_MS || isMotionReduced()) return false;
  const to = target.getBoundingClientRect();
  // Where another list is shown of the same photo.
  if (Math.abs(to.left - from.box.left) < 1 && Math.abs(to.width - from.box.width) < 1) return false;
  const flying = document.createElement("div");
  flying.setAttribute("aria-hidden", "true");
  flying.dataset.flying = id;
  flying.className = "pointer-events-none fixed z-50 overflow-hidden rounded-md [container-type:size]";
  const picture = document.createElement("img");
  picture.src = from.picture.currentSrc;
  picture.className = "absolute inset-0 size-full object-cover";
  const { rotation } = from.picture.dataset;
  if (rotation !== undefined) picture.dataset.rotation = rotation;
  flying.append(picture);
  document.body.append(flying);
  const flight = flying.animate([toFrame(from.box), toFrame(to)], {
    duration: FLIGHT_MS,
    easing: "ease-out",
    fill: "both",
  });
  // What it flies to is not to be seen twice.
  target.animate([{ opacity: 0 }, { opacity: 0 }], FLIGHT_MS);
  flight.onfinish = () => flying.remove();
  flight.oncancel = () => flying.remove();
  return true;
}

function toFrame({ left, top, width, height }: DOMRect): Keyframe {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
