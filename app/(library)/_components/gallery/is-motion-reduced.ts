/** Whether the user asked for less motion, so that nothing slides or flies. */
export function isMotionReduced(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
