"use client";

import { CircleAlert, RotateCcw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { TilePicture } from "../../../_components/gallery/tile-picture.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";

const DAY_MS = 24 * 60 * 60_000;

export function TrashList({ images, trashDays }: { images: ImageListItem[]; trashDays: number }) {
  const router = useRouter();
  const isInteractive = useIsInteractive();
  const t = useTranslations("trash");
  const common = useTranslations("common");
  const { restore, deletePermanently } = useImageActions();
  const [goneIds, setGoneIds] = useState<ReadonlySet<string>>(new Set());
  const shown = images.filter(({ id }) => !goneIds.has(id));

  async function take(isDone: Promise<boolean>, taken: ImageListItem[]): Promise<void> {
    if (!(await isDone)) return;
    setGoneIds((before) => new Set([...before, ...taken.map(({ id }) => id)]));
    router.refresh();
  }

  if (shown.length === 0) {
    return (
      <p className="grid place-items-center rounded-2xl border border-dashed border-line py-20 text-muted">
        {t("empty")}
      </p>
    );
  }
  return (
    <>
      <div className="mb-4 flex gap-2">
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("secondary", "small")}
          onClick={() => take(restore(shown), shown)}
        >
          <RotateCcw className="size-4" aria-hidden="true" />
          {t("restoreAll", { count: shown.length })}
        </button>
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("dangerQuiet", "small")}
          onClick={() => take(deletePermanently(shown), shown)}
        >
          <Trash2 className="size-4" aria-hidden="true" />
          {t("deleteAll", { count: shown.length })}
        </button>
      </div>
      <ul className="grid grid-cols-2 gap-x-2 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))]">
        {shown.map((image, index) => (
          <li key={image.id} className="min-w-0">
            <div className="[container-type:size] relative aspect-square overflow-hidden rounded-md bg-raised">
              {image.status === "ready" ? (
                <TilePicture view={image} isEager={index < 12} />
              ) : (
                <span className="absolute inset-0 grid place-items-center">
                  <CircleAlert className="size-6 text-muted" aria-hidden="true" />
                </span>
              )}
            </div>
            <p className="mt-1.5 truncate text-[0.8125rem]" title={image.fileName}>
              {image.fileName}
            </p>
            {image.trashedAt && (
              <p className="text-[0.8125rem] text-muted">
                {t("deletesOn", { day: getDeletionDay(image.trashedAt, trashDays, t.locale) })}
              </p>
            )}
            <div className="-ml-2.5 flex">
              <button
                type="button"
                disabled={!isInteractive}
                className={buttonClass("quiet", "small")}
                aria-label={t("restoreOne", { name: image.fileName })}
                onClick={() => take(restore([image]), [image])}
              >
                {t("restore")}
              </button>
              <button
                type="button"
                disabled={!isInteractive}
                className={buttonClass("dangerQuiet", "small")}
                aria-label={t("deleteOne", { name: image.fileName })}
                onClick={() => take(deletePermanently([image]), [image])}
              >
                {common("delete")}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** "Dec 24, 2026", in UTC, so that server and browser write the same. */
function getDeletionDay(trashedAt: string, trashDays: number, locale: string): string {
  const at = new Date(Date.parse(trashedAt) + trashDays * DAY_MS);
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(at);
}
