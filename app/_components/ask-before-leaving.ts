/**
 * Makes the browser ask before the page is closed or reloaded. Returns what stops that; leaving within the app does
 * not.
 */
export function askBeforeLeaving(): () => void {
  const asking = new AbortController();
  window.addEventListener("beforeunload", (event) => event.preventDefault(), { signal: asking.signal });
  return () => asking.abort();
}
