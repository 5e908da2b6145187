import type { Message } from "@aws-sdk/client-sqs";
import { parseOriginalKey } from "#lib/images/object-keys.ts";
import { isLowPriority, parseThumbnailMessage } from "#lib/processing/message.ts";

/*
 * Messages that were received and wait for the one worker of this machine, in the order in which their owners deserve
 * it: each owner in turn, however many messages one of them has, and behind all of them what can wait.
 */

export interface FairBacklog {
  readonly size: number;
  add(messages: Message[]): void;
  /** The next batch, at most `most` messages. One that failed before comes alone. */
  take(most: number): Message[];
  /** All that wait. */
  all(): Message[];
}

const NOBODY = "";
/** Comes after every owner. */
const WHAT_CAN_WAIT = "~";

export function createFairBacklog(isRetried: (message: Message) => boolean): FairBacklog {
  /** By owner; whoever was served last stands last. */
  const queues = new Map<string, Message[]>();

  function nextOwner(): string | undefined {
    const [first] = [...queues.keys()].filter((owner) => owner !== WHAT_CAN_WAIT);
    return first ?? (queues.has(WHAT_CAN_WAIT) ? WHAT_CAN_WAIT : undefined);
  }

  function serve(owner: string): Message | undefined {
    const queue = queues.get(owner);
    const message = queue?.shift();
    queues.delete(owner);
    if (queue && queue.length > 0) queues.set(owner, queue);
    return message;
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
    take(most) {
      const batch: Message[] = [];
      for (let owner = nextOwner(); owner !== undefined && batch.length < most; owner = nextOwner()) {
        const isNextRetried = isRetried(queues.get(owner)?.[0] as Message);
        if (isNextRetried && batch.length > 0) return batch;
        const message = serve(owner);
        if (message) batch.push(message);
        if (isNextRetried) return batch;
      }
      return batch;
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
