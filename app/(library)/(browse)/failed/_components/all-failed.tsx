"use client";

import { RotateCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { imageChanges } from "../../../_components/image-changes.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { retryAll } from "./retry-all.ts";

/** What can be done about all files that failed, also those of other pages. */
export function AllFailed({ count }: { count: number }) {
  const router = useRouter();
  const t = useTranslations("failed");
  const gallery = useTranslations("gallery");
  const actions = useImageActions();
  const isInteractive = useIsInteractive();
  const [isBusy, setBusy] = useState(false);
  const refresh = () => router.refresh();

  async function run(act: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    await act();
    setBusy(false);
  }

  const isDisabled = !isInteractive || isBusy;
  return (
    <section
      aria-label={t("all")}
      className="mb-6 flex flex-wrap items-center gap-2 rounded-2xl border border-line bg-surface py-2 pr-2 pl-4"
    >
      <p className="min-w-0 flex-1 basis-64 font-medium">{gallery("failedStrip", { count })}</p>
      <button
        type="button"
        disabled={isDisabled}
        className={buttonClass("secondary", "small")}
        onClick={() => void run(() => retryAll().then(refresh))}
      >
        <RotateCw className="size-4" aria-hidden="true" />
        {t("retryAll")}
      </button>
      <button
        type="button"
        disabled={isDisabled}
        className={buttonClass("dangerQuiet", "small")}
        onClick={() =>
          void run(() => actions.changeWhole({ query: { status: "failed" }, count }, imageChanges.trash(), refresh))
        }
      >
        <Trash2 className="size-4" aria-hidden="true" />
        {t("deleteAll")}
      </button>
    </section>
  );
}
