"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageStatus } from "#lib/images/image.ts";
import type { ProcessingEvent } from "#lib/images/processing-event.ts";

/** What happened to the image since it arrived, read when opened and again when its status changes. */
export function ProcessingRecord({ id, status }: { id: string; status: ImageStatus }) {
  const t = useTranslations("processing");
  const failures = useTranslations("failures");
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  // It opens without scripts, so it may have been opened before they came.
  useEffect(() => setOpen(details.current?.open ?? false), []);
  const [events, setEvents] = useState<ProcessingEvent[]>();
  const [problem, setProblem] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of status means that there is more to read
  useEffect(() => {
    if (!isOpen) return;
    const leaving = new AbortController();
    callApi<{ events: ProcessingEvent[] }>(`/api/images/${id}/events`, { signal: leaving.signal }).then(
      (answer) => {
        setEvents(answer.events);
        setProblem(undefined);
      },
      (error) => !leaving.signal.aborted && setProblem(toErrorMessage(error)),
    );
    return () => leaving.abort();
  }, [id, status, isOpen]);

  return (
    <details
      ref={details}
      className="group mt-7 border-t border-line pt-4"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex list-none items-center gap-1.5 rounded text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden="true" />
        {t("title")}
      </summary>
      {problem && <p className="mt-3 text-sm text-danger">{problem}</p>}
      <ol className="mt-3 space-y-3 border-l border-line pl-4 text-sm">
        {events?.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the record only ever grows at its end
          <li key={index}>
            <p>
              {t(event.step)}
              {event.attempt !== undefined && event.attempt > 1 && (
                <span className="text-muted"> · {t("attempt", { number: event.attempt })}</span>
              )}
            </p>
            {event.message && (
              <p className="text-muted">
                {event.code && failures.has(event.code) ? failures(event.code) : event.message}
              </p>
            )}
            <p className="tabular text-[0.8125rem] text-muted">
              <LocalTime at={event.at} />
              {event.durationMs !== undefined && <> · {Math.round(event.durationMs)} ms</>}
              {event.code && <> · {event.code}</>}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
