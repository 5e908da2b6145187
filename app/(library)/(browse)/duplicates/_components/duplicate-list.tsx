"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { toast } from "#app/_components/toast.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { DuplicatesView } from "#lib/library/duplicate-api.ts";
import { useConfirm } from "../../../_components/confirm-provider.tsx";
import { useImageActions } from "../../../_components/use-image-actions.ts";
import { DuplicateGroup } from "./duplicate-group.tsx";

/** Groups of one request. */
const PAGE_GROUPS = 100;

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
    try {
      setBusy(true);
      await trash(await readSuperfluous());
    } catch (error) {
      toast.error(t("readFailed"), { description: toErrorMessage(error) });
      setBusy(false);
    }
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
      {total > groups.length && (
        <p className="mt-5 text-center text-sm text-muted">{t("moreFollow", { more: total - groups.length })}</p>
      )}
    </>
  );
}

/** All photos of all groups but the one that is proposed to be kept. */
async function readSuperfluous(): Promise<DuplicatesView["groups"][number]> {
  const found: DuplicatesView["groups"][number] = [];
  for (let skip = 0; ; skip += PAGE_GROUPS) {
    const page = await callApi<DuplicatesView>(`/api/duplicates?limit=${PAGE_GROUPS}&skip=${skip}`);
    found.push(...page.groups.flatMap((group) => group.slice(1)));
    if (skip + PAGE_GROUPS >= page.total) return found;
  }
}
