"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { countDaysLeft } from "../../../_components/days-left.ts";

interface TrashBannerProps {
  /** ISO 8601 */
  trashedAt: string;
  /** Days that photos stay in the trash. */
  trashDays: number;
  onRestore: () => void;
  onDelete: () => void;
}

/** Says over a photo that it is in the trash, and until when. */
export function TrashBanner({ trashedAt, trashDays, onRestore, onDelete }: TrashBannerProps) {
  const isInteractive = useIsInteractive();
  const t = useTranslations("trash");
  return (
    <div className="mx-2 mb-2 flex flex-wrap items-center justify-center gap-x-3 gap-y-1 rounded-lg bg-white/10 px-3 py-1 text-sm sm:mx-3">
      {/* A day may pass between the server and the browser. */}
      <p role="status" suppressHydrationWarning>
        {t("inTrash", { count: Math.max(1, countDaysLeft(trashedAt, trashDays, Date.now())) })}
      </p>
      <span className="flex">
        <button
          type="button"
          className={buttonClass("onDark", "small", "disabled:opacity-100")}
          disabled={!isInteractive}
          onClick={onRestore}
        >
          <RotateCcw className="size-4" aria-hidden="true" />
          {t("restore")}
        </button>
        <button
          type="button"
          className={buttonClass("onDark", "small", "disabled:opacity-100")}
          disabled={!isInteractive}
          onClick={onDelete}
        >
          <Trash2 className="size-4" aria-hidden="true" />
          {t("deletePermanently")}
        </button>
      </span>
    </div>
  );
}
