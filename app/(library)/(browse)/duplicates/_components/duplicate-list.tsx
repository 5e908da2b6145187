"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { DuplicatesView } from "#lib/library/duplicate-api.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { imageChanges } from "../../../_components/image-changes.ts";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { DuplicateGroup } from "./duplicate-group.tsx";

/** Groups of photos that look alike, to be resolved one by one or all together. */
export function DuplicateList({ duplicates }: { duplicates: DuplicatesView }) {
  const router = useRouter();
  const actions = useImageActions();
  const confirm = useConfirm();
  const isInteractive = useIsInteractive();
  const t = useTranslations("duplicates");
  const common = useTranslations("common");
  const [isBusy, setBusy] = useState(false);
  const { groups, total, superfluous, superfluousBytes } = duplicates;

  async function trash(images: Parameters<typeof actions.trash>[0]): Promise<void> {
    setBusy(true);
    await actions.trash(images, () => router.refresh());
    router.refresh();
    setBusy(false);
  }

  async function resolveAll(): Promise<void> {
    const isConfirmed = await confirm({
      title: t("deleteAsk", { count: superfluous }),
      body: t("deleteNote", { bytes: formatBytes(superfluousBytes, t.locale) }),
      action: common("delete"),
    });
    if (!isConfirmed) return;
    setBusy(true);
    // Those beyond this page too, as one change.
    await actions.changeWhole({ superfluous: true, count: superfluous }, imageChanges.trash(), router.refresh);
    setBusy(false);
  }

  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="tabular text-sm text-muted">
          {t("groups", { count: total, bytes: formatBytes(superfluousBytes, t.locale) })}
        </p>
        <button
          type="button"
          disabled={!isInteractive || isBusy}
          className={buttonClass("primary")}
          onClick={() => void resolveAll()}
        >
          {t("keepBest")}
        </button>
      </div>
      <ul className="grid gap-4">
        {groups.map((group) => (
          <li key={group.map(({ id }) => id).join()}>
            <DuplicateGroup
              images={group}
              isBusy={isBusy || !isInteractive}
              onDelete={(images) => void trash(images)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
