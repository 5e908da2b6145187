import type { Message } from "@aws-sdk/client-sqs";
import { parseOriginalKey } from "#lib/images/object-keys.ts";
import { isLowPriority, parseThumbnailMessage } from "#lib/processing/message.ts";

/*
 * Messages that were received and wait for the one worker of this machine, in the order in which their owners deserve
 * it: each owner in turn, however many messages one of them has, and behind all of them what can wait. A batch is of
 * one owner, so that nobody's pictures wait for those of another in it.
 */

/** Messages of one owner. */
export interface OwnersBatch {
  owner: string;
  messages: Message[];
}

export interface FairBacklog {
  readonly size: number;
  add(messages: Message[]): void;
  /**
   * The next batch, of the first owner who may be served: at most `most` messages, less where others wait. One that
   * failed before comes alone. Undefined when nobody who may be served has anything.
   */
  take(most: number, mayServe?: (owner: string) => boolean): OwnersBatch | undefined;
  /** All that wait. */
  all(): Message[];
}

/** As many as a batch has under way at once. */
export const SMALLEST_TURN = 2;
const NOBODY = "";
/** Comes after every owner. */
const WHAT_CAN_WAIT = "~";

export function createFairBacklog(isRetried: (message: Message) => boolean): FairBacklog {
  /** By owner; whoever was served last stands last. */
  const queues = new Map<string, Message[]>();

  function nextOwner(mayServe: (owner: string) => boolean): string | undefined {
    const owners = [...queues.keys()].filter((owner) => owner !== WHAT_CAN_WAIT);
    if (owners.length > 0) return owners.find(mayServe);
    return queues.has(WHAT_CAN_WAIT) && mayServe(WHAT_CAN_WAIT) ? WHAT_CAN_WAIT : undefined;
  }

  /** The owner's turn is over: whoever is left comes before them. */
  function serve(owner: string, count: number): Message[] {
    const queue = queues.get(owner) ?? [];
    queues.delete(owner);
    if (queue.length > count) queues.set(owner, queue.slice(count));
    return queue.slice(0, count);
  }

  return {
    get size() {
      return [...queues.values()].reduce((sum, { length }) => sum + length, 0);
    },
    add(messages) {
      for (const message of messages) {
        const owner = pickOwner(message.Body ?? "");
        const queue = queues.get(owner);
        if (queue) queue.push(message);
        else queues.set(owner, [message]);
      }
    },
    take(most, mayServe = () => true) {
      const owner = nextOwner(mayServe);
      if (owner === undefined) return undefined;
      const queue = queues.get(owner) ?? [];
      const turn = Math.max(SMALLEST_TURN, Math.floor(most / queues.size));
      const retried = queue.slice(0, turn).findIndex(isRetried);
      return { owner, messages: serve(owner, retried === -1 ? Math.min(turn, most) : Math.max(1, retried)) };
    },
    all: () => [...queues.values()].flat(),
  };
}

/** Whose image a message is about. What says nothing about anybody shares one place. */
function pickOwner(body: string): string {
  if (isLowPriority(body)) return WHAT_CAN_WAIT;
  try {
    const message = parseThumbnailMessage(body);
    if (message.kind === "render") return message.ownerId;
    if (message.kind === "test") return NOBODY;
    return message.objects.flatMap(({ key }) => parseOriginalKey(key) ?? [])[0]?.ownerId ?? NOBODY;
  } catch {
    return NOBODY;
  }
}
