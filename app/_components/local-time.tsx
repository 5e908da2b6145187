"use client";

import { useSyncExternalStore } from "react";
import type { Language } from "#app/_messages/languages.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

const format = (at: string, language: Language, timeZone?: string) =>
  new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));

const never = () => () => undefined;

/** A moment on the reader's clock. The server, which does not know it, writes UTC. */
export function LocalTime({ at }: { at: string }) {
  const t = useTranslations("common");
  const text = useSyncExternalStore(
    never,
    () => format(at, t.language),
    () => t("utc", { time: format(at, t.language, "UTC") }),
  );
  return (
    <time dateTime={at} className="tabular">
      {text}
    </time>
  );
}
