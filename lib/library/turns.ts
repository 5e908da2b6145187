/**
 * What waits for a thread. Users take turns, so that however much one asks for, others wait for one request of theirs.
 */
export interface Turns<Request> {
  add(userId: string, request: Request): void;
  /** The next one, which then waits no more; undefined when there is none. */
  take(): Request | undefined;
}

/** Requests of a user stay in their order. */
export function createTurns<Request>(): Turns<Request> {
  /** By user; whose turn is next is first. */
  const waiting = new Map<string, Request[]>();
  return {
    add(userId, request) {
      const requests = waiting.get(userId);
      if (requests) requests.push(request);
      else waiting.set(userId, [request]);
    },
    take() {
      const [next] = waiting;
      if (!next) return undefined;
      const [userId, requests] = next;
      waiting.delete(userId);
      const request = requests.shift();
      if (requests.length > 0) waiting.set(userId, requests);
      return request;
    },
  };
}
