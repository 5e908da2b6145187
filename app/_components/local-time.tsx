"use client";

import { useSyncExternalStore } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

const format = (at: string, locale: string, timeZone?: string) =>
  new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));

const never = () => () => undefined;

/** A moment on the reader's clock. The server, which does not know it, writes UTC. */
export function LocalTime({ at }: { at: string }) {
  const t = useTranslations("common");
  const text = useSyncExternalStore(
    never,
    () => format(at, t.locale),
    () => t("utc", { time: format(at, t.locale, "UTC") }),
  );
  return (
    <time dateTime={at} className="tabular">
      {text}
    </time>
  );
}
