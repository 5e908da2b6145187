/** What of the engine's queue is about time. */
export interface TimedQueue {
  pollTimer: NodeJS.Timeout | undefined;
  /** Receivers that wait for a message. */
  pollWaiters: unknown[];
  inflightMessages: Map<string, { visibilityDeadline: number }>;
  delayedMessages: { delayUntil?: number }[];
  /** Makes messages available whose time has come, and tells whoever waits. */
  processTimers(): void;
  startPollTimerIfNeeded(): void;
}

const changed = new WeakSet<TimedQueue>();

/** Methods after which another message may be the first to become available. */
const CHANGING = ["enqueue", "dequeue", "changeVisibility"] as const;

/**
 * Has queues of the class with this prototype look at the clock when a message becomes available, and not 50 times a
 * second for as long as somebody waits, as they do by themselves (fauxqs 2.4.1): that was most of what an idle system
 * did.
 */
export function wakeWhenDue(prototype: TimedQueue): void {
  if (changed.has(prototype)) return;
  changed.add(prototype);
  prototype.startPollTimerIfNeeded = function (this: TimedQueue) {
    clearTimeout(this.pollTimer);
    this.pollTimer = undefined;
    const due = this.pollWaiters.length > 0 ? findNextTime(this) : Number.POSITIVE_INFINITY;
    if (due === Number.POSITIVE_INFINITY) return;
    this.pollTimer = setTimeout(
      () => {
        this.processTimers();
        this.startPollTimerIfNeeded();
      },
      Math.max(1, due - Date.now()),
    );
  };
  const methods = prototype as unknown as Record<string, (this: TimedQueue, ...args: unknown[]) => unknown>;
  for (const name of CHANGING) {
    const change = methods[name];
    if (!change) throw new Error(`Expected the engine's queues to have ${name}() but they do not`);
    methods[name] = function (...args) {
      const result = change.apply(this, args);
      if (this.pollWaiters.length > 0) this.startPollTimerIfNeeded();
      return result;
    };
  }
}

/** When the next message becomes available, milliseconds since the epoch; infinite when none does by itself. */
function findNextTime({ inflightMessages, delayedMessages }: TimedQueue): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { visibilityDeadline } of inflightMessages.values()) next = Math.min(next, visibilityDeadline);
  for (const { delayUntil = 0 } of delayedMessages) next = Math.min(next, delayUntil);
  return next;
}
