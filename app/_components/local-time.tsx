"use client";

import { useSyncExternalStore } from "react";

const format = (at: string, timeZone: string | undefined) =>
  new Intl.DateTimeFormat("en", {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));

const never = () => () => undefined;

/** A moment on the reader's clock. The server, which does not know it, writes UTC. */
export function LocalTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => format(at, undefined),
    () => `${format(at, "UTC")} UTC`,
  );
  return (
    <time dateTime={at} className="tabular">
      {text}
    </time>
  );
}
