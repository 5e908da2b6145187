/**
 * Whether a browser sent this request from a page of ours: its Origin is the configured address, or the very host
 * that the request was sent to. Without an Origin header the answer is no.
 */
export function isSameOrigin(request: Request, appUrl: string): boolean {
  const origin = request.headers.get("origin");
  if (!origin) return false;
  if (origin === new URL(appUrl).origin) return true;
  try {
    return new URL(origin).host === request.headers.get("host");
  } catch {
    return false;
  }
}
