"use client";

import { Check, ChevronDown, ChevronUp, CircleAlert, Copy, FileMinus, LoaderCircle, RotateCw, X } from "lucide-react";
import { memo, useState, useSyncExternalStore } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import {
  activePhases,
  emptySnapshot,
  isActive,
  type UploadItem,
  type UploadPhase,
  type UploadSnapshot,
} from "./upload-store.ts";

type Words = Translator<Catalogue["upload"]>;

/** More rows than this help nobody and cost time; what needs attention stands first. */
const MOST_ROWS = 60;

/** What is being uploaded and what became of it; a sheet at the foot of a phone, a card in the corner elsewhere. */
export function UploadPanel() {
  const t = useTranslations("upload");
  const { uploads, cancelUpload, retryUpload } = useLibrary();
  const snapshot = useSyncExternalStore(uploads.subscribe, uploads.snapshot, () => emptySnapshot);
  const [isOpen, setOpen] = useState(true);
  const { items, counts } = snapshot;
  const isBusy = isActive(snapshot);
  const hasRows = items.length > 0;
  const rows = hasRows && isOpen ? mostUrgent(items) : [];

  function retryAll(): void {
    for (const item of uploads.all()) if (item.phase === "failed" || item.phase === "cancelled") retryUpload(item.key);
  }
  function cancelAll(): void {
    for (const item of uploads.all()) if (activePhases.includes(item.phase)) cancelUpload(item.key);
  }

  return (
    <>
      {/* Stands in the page before anything happens, so that screen readers notice what changes in it. */}
      <p role="status" className="sr-only">
        {hasRows ? toAnnouncement(snapshot, t) : ""}
      </p>
      {hasRows && (
        <section
          aria-label={t("uploads")}
          className="fixed inset-x-0 bottom-0 z-50 animate-rise overflow-hidden border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] shadow-float sm:inset-x-auto sm:right-5 sm:bottom-5 sm:w-96 sm:rounded-2xl sm:border sm:pb-0"
        >
          <div className="flex items-center gap-1 py-2 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <h2 className="truncate text-sm font-semibold">{toHeadline(snapshot, t)}</h2>
              <p className="tabular truncate text-[0.8125rem] text-muted">{subtitle(snapshot, t)}</p>
            </div>
            <button
              type="button"
              className={buttonClass("quiet", "smallIcon")}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? "hideList" : "showList")}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? (
                <ChevronDown className="size-4.5" aria-hidden="true" />
              ) : (
                <ChevronUp className="size-4.5" aria-hidden="true" />
              )}
            </button>
            {!isBusy && (
              <button
                type="button"
                className={buttonClass("quiet", "smallIcon")}
                aria-label={t("closeList")}
                onClick={() => uploads.clearFinished()}
              >
                <X className="size-4.5" aria-hidden="true" />
              </button>
            )}
          </div>
          {isBusy && <TotalProgress snapshot={snapshot} />}
          {isOpen && (
            <>
              <ul className="max-h-[38dvh] overflow-y-auto overscroll-contain border-t border-line py-1 sm:max-h-80">
                {rows.map((item) => (
                  <UploadRow key={item.key} item={item} onCancel={cancelUpload} onRetry={retryUpload} />
                ))}
                {items.length > rows.length && (
                  <li className="px-4 py-2 text-[0.8125rem] text-muted">
                    {t("more", { more: items.length - rows.length })}
                  </li>
                )}
              </ul>
              {(isBusy || counts.failed + counts.cancelled > 0) && (
                <div className="flex justify-end gap-2 border-t border-line p-2">
                  {counts.failed + counts.cancelled > 0 && (
                    <button type="button" className={buttonClass("quiet", "small")} onClick={retryAll}>
                      <RotateCw className="size-3.5" aria-hidden="true" />
                      {t("retryAll")}
                    </button>
                  )}
                  {isBusy && (
                    <button type="button" className={buttonClass("quiet", "small")} onClick={cancelAll}>
                      {t("cancelAll")}
                    </button>
                  )}
                </div>
              )}
            </>
          )}
        </section>
      )}
    </>
  );
}

function TotalProgress({ snapshot }: { snapshot: UploadSnapshot }) {
  const t = useTranslations("upload");
  const percent = snapshot.totalBytes === 0 ? 0 : Math.round((100 * snapshot.sentBytes) / snapshot.totalBytes);
  return (
    <div
      role="progressbar"
      aria-label={t("all")}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 bg-raised"
    >
      <div className="h-full bg-accent transition-[width] duration-200" style={{ width: `${percent}%` }} />
    </div>
  );
}

interface UploadRowProps {
  item: UploadItem;
  onCancel: (key: string) => void;
  onRetry: (key: string) => void;
}

const UploadRow = memo(function UploadRow({ item, onCancel, onRetry }: UploadRowProps) {
  const t = useTranslations("upload");
  const isUnderWay = activePhases.includes(item.phase);
  const canRetry = item.phase === "failed" || item.phase === "cancelled";
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5 pr-2 pl-4">
      <PhaseIcon phase={item.phase} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm" title={item.path}>
          {item.file.name}
        </p>
        <p className={`tabular text-[0.8125rem] ${item.phase === "sending" ? "truncate" : ""} ${getTone(item.phase)}`}>
          {getStatus(item, t)}
        </p>
      </div>
      {isUnderWay && (
        <button
          type="button"
          className={buttonClass("quiet", "smallIcon")}
          aria-label={t("cancelOne", { name: item.file.name })}
          onClick={() => onCancel(item.key)}
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      )}
      {canRetry && (
        <button
          type="button"
          className={buttonClass("quiet", "smallIcon")}
          aria-label={t("retryOne", { name: item.file.name })}
          onClick={() => onRetry(item.key)}
        >
          <RotateCw className="size-4" aria-hidden="true" />
        </button>
      )}
    </li>
  );
});

function PhaseIcon({ phase }: { phase: UploadPhase }) {
  const className = "size-4.5 shrink-0";
  if (phase === "done") return <Check className={`${className} text-success`} aria-hidden="true" />;
  if (phase === "duplicate") return <Copy className={`${className} text-muted`} aria-hidden="true" />;
  if (phase === "failed" || phase === "refused") {
    return <CircleAlert className={`${className} text-danger`} aria-hidden="true" />;
  }
  if (phase === "skipped") return <FileMinus className={`${className} text-muted`} aria-hidden="true" />;
  if (phase === "cancelled") return <X className={`${className} text-muted`} aria-hidden="true" />;
  if (phase === "waiting") return <LoaderCircle className={`${className} text-line-strong`} aria-hidden="true" />;
  return <LoaderCircle className={`${className} animate-spin text-accent`} aria-hidden="true" />;
}

function getTone(phase: UploadPhase): string {
  return phase === "failed" || phase === "refused" ? "text-danger" : "text-muted";
}

function getStatus(item: UploadItem, t: Words): string {
  const size = formatBytes(item.file.size, t.locale);
  switch (item.phase) {
    case "waiting":
      return t("waiting", { size });
    case "preparing":
      return t("preparing");
    case "sending":
      return t("sending", { percent: Math.floor((100 * item.sentBytes) / Math.max(1, item.file.size)), size });
    case "done":
      return t("done", { size });
    case "duplicate":
      return t("duplicate");
    case "cancelled":
      return t("cancelled");
    default:
      return item.message ?? t("failed");
  }
}

const finishedPhases: readonly UploadPhase[] = ["done", "duplicate", "cancelled", "skipped"];

/** Rows in the order of what a person wants to know: under way, wrong, waiting, over. */
function mostUrgent(items: readonly UploadItem[]): UploadItem[] {
  const order: UploadPhase[][] = [["sending", "preparing"], ["failed", "refused"], ["waiting"]];
  const rows: UploadItem[] = [];
  for (const phases of order) {
    for (const item of items) {
      if (rows.length >= MOST_ROWS) return rows;
      if (phases.includes(item.phase)) rows.push(item);
    }
  }
  for (let at = items.length - 1; at >= 0 && rows.length < MOST_ROWS; at--) {
    const item = items[at];
    if (item && finishedPhases.includes(item.phase)) rows.push(item);
  }
  return rows;
}

function toHeadline(snapshot: UploadSnapshot, t: Words): string {
  const { counts } = snapshot;
  const left = counts.waiting + counts.preparing + counts.sending;
  if (left > 0) return t("uploading", { count: left });
  const wrong = counts.failed + counts.refused;
  if (counts.done === 0 && wrong > 0) return t("notUploaded", { count: wrong });
  if (counts.done === 0 && counts.duplicate > 0) return t("duplicate");
  if (counts.done === 0 && counts.cancelled > 0) return t("allCancelled");
  if (counts.done === 0) return t("nothing");
  return t("uploaded", { count: counts.done });
}

function subtitle({ counts, sentBytes, totalBytes }: UploadSnapshot, t: Words): string {
  const failed = counts.failed > 0 && t("someFailed", { number: counts.failed });
  if (counts.waiting + counts.preparing + counts.sending > 0) {
    const sent = t("sent", { sent: formatBytes(sentBytes, t.locale), total: formatBytes(totalBytes, t.locale) });
    return [sent, failed].filter(Boolean).join(" · ");
  }
  const parts = [
    counts.duplicate > 0 && t("duplicates", { number: counts.duplicate }),
    failed,
    counts.refused > 0 && t("rejected", { number: counts.refused }),
    counts.skipped > 0 && t("leftOut", { number: counts.skipped }),
    counts.cancelled > 0 && t("someCancelled", { number: counts.cancelled }),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : t("allDone");
}

/** Spoken when a batch begins and when it ends, and not at every percent between. */
function toAnnouncement(snapshot: UploadSnapshot, t: Words): string {
  if (isActive(snapshot)) return t("uploadingFiles");
  return `${toHeadline(snapshot, t)}. ${subtitle(snapshot, t)}.`;
}
