"use client";

import { ChevronDown, ChevronUp, RotateCw, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { CornerCard } from "./corner-card.tsx";
import { UploadRow } from "./upload-row.tsx";
import {
  countSendable,
  countStored,
  countWrong,
  emptySnapshot,
  isActive,
  type UploadSnapshot,
} from "./upload-store.ts";
import { useUploading } from "./uploading-context.ts";

type Words = Translator<Catalogue["upload"]>;

/** More rows than this help nobody and cost time. */
const MAX_ROWS = 60;
const CLOSE_AFTER_MS = 8_000;

/** What is being uploaded and what became of it; `status` says so to screen readers. */
export function UploadPanel({ status }: { status: HTMLElement }) {
  const t = useTranslations("upload");
  const { uploads } = useUploading();
  const snapshot = useSyncExternalStore(uploads.subscribe, uploads.snapshot, () => emptySnapshot);
  const hasFiles = snapshot.total > 0;
  return (
    <>
      {createPortal(hasFiles ? toAnnouncement(snapshot, t) : "", status)}
      {hasFiles && <UploadCard snapshot={snapshot} />}
    </>
  );
}

/** Closes by itself when all files became photos, but for those that were left out, though not under the pointer. */
function UploadCard({ snapshot }: { snapshot: UploadSnapshot }) {
  const t = useTranslations("upload");
  const { uploads } = useUploading();
  const { counts, total } = snapshot;
  const [isUsed, setUsed] = useState(false);
  const photos = counts.done + counts.duplicate;
  const isToClose =
    !isUsed &&
    photos > 0 &&
    photos + counts.skipped === total &&
    !uploads.list(["skipped"], Number.POSITIVE_INFINITY).some(({ isOfImport }) => isOfImport);
  useEffect(() => {
    if (!isToClose) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // What it says is to be seen first.
    const start = () => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(() => uploads.clearFinished(), CLOSE_AFTER_MS);
    };
    start();
    document.addEventListener("visibilitychange", start);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", start);
    };
  }, [isToClose, uploads]);
  return (
    <CornerCard label={t("uploads")} onUse={setUsed}>
      <UploadList snapshot={snapshot} />
    </CornerCard>
  );
}

function UploadList({ snapshot }: { snapshot: UploadSnapshot }) {
  const t = useTranslations("upload");
  const { uploads, cancelAllUploads, retryUploads } = useUploading();
  // A phone has no room for the list beside what one looks at.
  const [isOpen, setOpen] = useState(() => window.matchMedia("(min-width: 40rem)").matches);
  const { counts, total, heldBy } = snapshot;
  const isBusy = isActive(snapshot);
  const rows = isOpen ? uploads.listUrgent(MAX_ROWS) : [];
  const keysIn = (phases: Parameters<typeof uploads.list>[0]) =>
    uploads.list(phases, Number.POSITIVE_INFINITY).map(({ key }) => key);
  return (
    <>
      <div className="flex items-center gap-1 py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="tabular truncate text-sm font-semibold">{toHeadline(snapshot, t)}</h2>
          <p className="tabular truncate text-[0.8125rem] text-muted">{toSubtitle(snapshot, t)}</p>
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
      {isBusy && heldBy === "session" && (
        <div className="flex items-center gap-3 border-t border-line py-2 pr-2 pl-4">
          <p className="flex-1 text-[0.8125rem]">{t("signInHelp")}</p>
          {/* In a new tab: this one holds the files still to be sent. */}
          <a href="/sign-in" target="_blank" className={buttonClass("primary", "small")} rel="noopener">
            {t("signIn")}
          </a>
        </div>
      )}
      {isOpen && (
        <>
          <ul className="max-h-[38dvh] overflow-y-auto overscroll-contain border-t border-line py-1 sm:max-h-80">
            {rows.map((item) => (
              <UploadRow key={item.key} item={item} heldBy={heldBy} />
            ))}
            {total > rows.length && (
              <li className="px-4 py-2 text-[0.8125rem] text-muted">
                {t("more", { more: formatCount(total - rows.length, t.locale) })}
              </li>
            )}
          </ul>
          {(isBusy || counts.failed + counts.cancelled + counts.unusable > 0) && (
            <div className="flex justify-end gap-2 border-t border-line p-2">
              {counts.unusable > 0 && (
                <Link href="/failed" className={buttonClass("quiet", "small")}>
                  {t("review")}
                </Link>
              )}
              {counts.failed + counts.cancelled > 0 && (
                <button
                  type="button"
                  className={buttonClass("quiet", "small")}
                  onClick={() => retryUploads(keysIn(["failed", "cancelled"]))}
                >
                  <RotateCw className="size-3.5" aria-hidden="true" />
                  {t("retryAll")}
                </button>
              )}
              {isBusy && (
                <button type="button" className={buttonClass("quiet", "small")} onClick={cancelAllUploads}>
                  {t("cancelAll")}
                </button>
              )}
            </div>
          )}
        </>
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

function toHeadline(snapshot: UploadSnapshot, t: Words): string {
  const { counts } = snapshot;
  if (isActive(snapshot)) {
    const [done, total] = [countStored(snapshot), countSendable(snapshot)];
    return t("uploading", { done: formatCount(done, t.locale), total: formatCount(total, t.locale) });
  }
  const uploaded = counts.done + counts.processing;
  if (uploaded > 0) return t("uploaded", { count: uploaded });
  const wrong = countWrong(snapshot);
  if (wrong > 0) return t(counts.unusable > 0 ? "filesFailed" : "notUploaded", { count: wrong });
  if (counts.duplicate > 0) return t("duplicate");
  return t(counts.cancelled > 0 ? "allCancelled" : "nothing");
}

function toSubtitle(snapshot: UploadSnapshot, t: Words): string {
  const { counts, sentBytes, totalBytes, heldBy } = snapshot;
  const number = counts.failed + counts.unusable;
  const failed = number > 0 && t("someFailed", { number });
  if (isActive(snapshot)) {
    const sent = t("sent", { sent: formatBytes(sentBytes, t.locale), total: formatBytes(totalBytes, t.locale) });
    const held = heldBy && t(heldBy === "session" ? "sessionEnded" : "noConnection");
    return [held ?? sent, failed].filter(Boolean).join(" · ");
  }
  const parts = [
    counts.duplicate > 0 && t("duplicates", { number: counts.duplicate }),
    failed,
    counts.refused > 0 && t("rejected", { number: counts.refused }),
    counts.skipped > 0 && t("leftOut", { number: counts.skipped }),
    counts.cancelled > 0 && t("someCancelled", { number: counts.cancelled }),
    counts.processing > 0 && t("someProcessing", { number: counts.processing }),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : t("allDone");
}

/** Spoken when a batch begins, waits and ends, and not at every percent between. */
function toAnnouncement(snapshot: UploadSnapshot, t: Words): string {
  if (isActive(snapshot)) return snapshot.heldBy ? toSubtitle(snapshot, t) : t("uploadingFiles");
  return `${toHeadline(snapshot, t)}. ${toSubtitle(snapshot, t)}.`;
}
