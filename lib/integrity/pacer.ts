const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** With more than this before them, people who upload would notice. */
const MIN_ROOM = 5;
/** At a higher pace the queue holds what is sent in so many seconds. */
const ROOM_SECONDS = 2;

/** Says when one more message of low priority may be sent. */
export interface Pacer {
  /** Whether the pace allows one more, and next to nothing waits in the queue. */
  canSend(pacePerMinute: number): Promise<boolean>;
  recordSent(): void;
}

/**
 * A pacer that spreads evenly what may be sent, and looks into the queue once a second. What others wait for counts as
 * well, so no upload waits for a re-render.
 */
export function createPacer(options: { countMessages: () => Promise<number>; now: () => number }): Pacer {
  const { now } = options;
  const startedAt = now();
  let sent = 0;
  let waiting = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    async canSend(pacePerMinute) {
      const minutes = (now() - startedAt) / MINUTE_MS;
      if (sent >= 1 + Math.floor(minutes * pacePerMinute)) return false;
      if (now() - lookedAt >= SECOND_MS) {
        waiting = await options.countMessages();
        lookedAt = now();
      }
      return waiting < Math.max(MIN_ROOM, Math.round((pacePerMinute * ROOM_SECONDS * SECOND_MS) / MINUTE_MS));
    },
    recordSent() {
      sent += 1;
      waiting += 1;
    },
  };
}
