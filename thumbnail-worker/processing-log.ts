import type { ProcessingEvent } from "#lib/images/processing-event.ts";

type Step = Omit<ProcessingEvent, "at" | "attempt" | "traceId">;

/** Gathers one attempt's entries of an image's processing record; they are stored together with its outcome. */
export interface ProcessingLog {
  /** Adds an entry of now. */
  add(step: Step): void;
  /** Takes out what was added since the last time, oldest first. */
  take(): ProcessingEvent[];
}

export function createProcessingLog({ traceId }: { traceId: string }, attempt: number): ProcessingLog {
  let events: ProcessingEvent[] = [];
  return {
    add(step) {
      events.push({ ...step, at: new Date().toISOString(), attempt, traceId });
    },
    take() {
      const taken = events;
      events = [];
      return taken;
    },
  };
}
