"use client";

import { Undo2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { BulkChangeView } from "#lib/bulk/bulk-api.ts";
import { toActionWords } from "../../../_components/action-words.ts";
import { isUnderWay, undoChanges } from "../../../_components/bulk-changes.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { reportChange } from "../../../_components/report-change.ts";
import { useBusy } from "../../../_components/use-busy.ts";

const POLL_MS = 1_000;

/** Recent changes, newest first. One in progress can be stopped, a finished one undone. */
export function ChangeList({ changes: given }: { changes: BulkChangeView[] }) {
  const router = useRouter();
  const { lists } = useLibrary();
  const t = useTranslations("changes");
  const [followed, setFollowed] = useState<ReadonlyMap<string, BulkChangeView>>(new Map());
  const changes = given.map((change) => followed.get(change.id) ?? change);
  const running = changes
    .filter(isUnderWay)
    .map(({ id }) => id)
    .join(" ");

  useEffect(() => {
    if (running === "") return;
    const ask = async () => {
      const answers = await Promise.all(
        running.split(" ").map((id) => callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}`)),
      );
      setFollowed((known) => new Map([...known, ...answers.map(({ change }) => [change.id, change] as const)]));
    };
    const timer = setInterval(() => void ask().catch(() => {}), POLL_MS);
    return () => clearInterval(timer);
  }, [running]);

  async function stop(id: string): Promise<void> {
    const { change } = await callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}`, { method: "DELETE" });
    setFollowed((known) => new Map([...known, [id, change]]));
  }

  async function undo({ id, changed }: BulkChangeView): Promise<void> {
    await reportChange(changed, t("changedBack"), (onProgress) => undoChanges([id], onProgress));
    lists.forgetHidden();
    router.refresh();
    setFollowed(new Map());
  }

  return (
    <ul className="max-w-2xl divide-y divide-line border-y border-line">
      {changes.map((change) => (
        <ChangeRow key={change.id} change={change} onStop={() => stop(change.id)} onUndo={() => undo(change)} />
      ))}
    </ul>
  );
}

interface ChangeRowProps {
  change: BulkChangeView;
  onStop: () => Promise<void>;
  onUndo: () => Promise<void>;
}

function ChangeRow({ change, onStop, onUndo }: ChangeRowProps) {
  const t = useTranslations("changes");
  const common = useTranslations("common");
  const isInteractive = useIsInteractive();
  const [isBusy, run] = useBusy(t("notDone"));
  const { state, createdAt, processed, total, undoneBy, undoUntil } = change;
  const isRunning = isUnderWay(change);
  return (
    <li className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
      <div className="min-w-0">
        <p className="break-words">{describe(change, t, (count) => common("photos", { count }))}</p>
        <p className="text-sm text-muted">
          <LocalTime at={createdAt} />
          {undoneBy !== undefined && ` · ${t("undone")}`}
        </p>
        {isRunning && <progress aria-label={t("recent")} max={total} value={processed} className="h-1.5 w-full" />}
      </div>
      {isRunning && (
        <button
          type="button"
          disabled={!isInteractive || isBusy || state === "cancelling"}
          className={buttonClass("secondary", "small")}
          onClick={() => run(onStop)}
        >
          <X className="size-4" aria-hidden="true" />
          {t("stop")}
        </button>
      )}
      {undoUntil !== undefined && (
        <button
          type="button"
          disabled={!isInteractive || isBusy}
          className={buttonClass("secondary", "small")}
          onClick={() => run(onUndo)}
        >
          <Undo2 className="size-4" aria-hidden="true" />
          {common("undo")}
        </button>
      )}
    </li>
  );
}

function describe(
  change: BulkChangeView,
  t: ReturnType<typeof useTranslations<"changes">>,
  countPhotos: (count: number) => string,
): string {
  const { state, processed, total, changed, failed } = change;
  const words = toActionWords(change, t);
  if (isUnderWay(change)) return t("progress", { done: processed, total, words });
  const what = countPhotos(changed);
  if (state === "cancelled") return t("endedEarly", { what, words });
  if (state === "failed") return t("endedBadly", { what, words });
  return failed > 0 ? t("ended", { what, words, failed }) : t("done", { what, words });
}
