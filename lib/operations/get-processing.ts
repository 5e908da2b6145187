import { countOpenImages } from "#lib/images/image-listing.ts";
import { readTotals } from "#lib/metrics/counter-repository.ts";
import { countDeadLetters, countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import type { FailureGroupView, StuckImage } from "./failure-view.ts";
import { listOpenFailureGroups } from "./list-failure-groups.ts";
import { listStuckImages } from "./list-stuck-images.ts";

export interface ProcessingView {
  images: { uploading: number; processing: number; ready: number; failed: number; isMore: boolean };
  queue: { messages: number; deadLetters: number };
  groups: FailureGroupView[];
  stuck: StuckImage[];
}

/** How processing is doing: images by state, the queues, open failures by kind, and what is stuck. */
export async function getProcessing(services: Services): Promise<ProcessingView> {
  const { database, queue } = services;
  const [open, totals, groups, stuck, messages, deadLetters] = await Promise.all([
    countOpenImages(database),
    readTotals(database),
    listOpenFailureGroups(services),
    listStuckImages(services),
    countMessages(queue),
    countDeadLetters(queue),
  ]);
  const failed = groups.reduce((sum, { count, code }) => sum + (code === "unreadable_message" ? 0 : count), 0);
  return {
    images: {
      uploading: open.uploading,
      processing: open.processing,
      ready: Math.max(0, totals.images - open.processing - failed),
      failed,
      isMore: open.isMore || groups.some(({ isMore }) => isMore),
    },
    queue: { messages, deadLetters },
    groups,
    stuck,
  };
}
