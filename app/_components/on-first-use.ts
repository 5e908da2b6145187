/**
 * Calls once, when the page is first pressed or typed on: what only actions need is fetched then. Returns how to stop.
 */
export function onFirstUse(act: () => void): () => void {
  const stopping = new AbortController();
  const once = () => {
    stopping.abort();
    act();
  };
  for (const event of ["pointerdown", "keydown"]) {
    window.addEventListener(event, once, { capture: true, passive: true, signal: stopping.signal });
  }
  return () => stopping.abort();
}
