/** Whether the user prefers reduced motion: nothing should slide or fly. */
export function isMotionReduced(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
