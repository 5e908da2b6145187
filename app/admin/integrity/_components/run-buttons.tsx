"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { IntegrityRun } from "#lib/integrity/walk-state.ts";
import { ActionDialog } from "../../_components/action-dialog.tsx";
import { ProgressBar } from "../../renditions/_components/progress-bar.tsx";

interface Answer {
  run: IntegrityRun;
}

/** Starts checks, and continues them as long as the page is open; the schedule finishes what is left. */
export function RunButtons({ unfinishedId, images }: { unfinishedId: string | undefined; images: number }) {
  const t = useTranslations("adminIntegrity");
  const router = useRouter();
  const [progress, setProgress] = useState<{ part: number; label: string }>();

  async function follow(first: Promise<Answer>): Promise<void> {
    setProgress({ part: 0, label: t("checking") });
    try {
      let { run } = await first;
      while (run.phase !== "done") {
        const checked = run.checked.images;
        const label = t("checkingImages", { done: checked, total: images });
        setProgress({ part: images > 0 ? checked / images : 0, label });
        ({ run } = await callApi<Answer>(`/api/admin/integrity/${run.id}/continue`, { method: "POST" }));
      }
      const found = total(run.counts);
      toast.success(found === 0 ? t("noProblems") : t("found", { found, repaired: total(run.repaired) }));
    } catch (error) {
      toast.error(toErrorMessage(error));
    } finally {
      setProgress(undefined);
      router.refresh();
    }
  }

  const start = (mode: IntegrityRun["mode"]) =>
    follow(callApi<Answer>("/api/admin/integrity", { method: "POST", body: { mode } }));

  if (progress !== undefined) {
    return (
      <div role="status" className="w-72 max-w-full">
        <ProgressBar {...progress} />
      </div>
    );
  }
  return (
    <>
      {unfinishedId && (
        <button
          type="button"
          className={buttonClass()}
          onClick={() =>
            void follow(callApi<Answer>(`/api/admin/integrity/${unfinishedId}/continue`, { method: "POST" }))
          }
        >
          {t("continueCheck")}
        </button>
      )}
      <button type="button" className={buttonClass("primary")} onClick={() => void start("check")}>
        {t("checkNow")}
      </button>
      <ActionDialog
        trigger={t("checkAndRepair")}
        title={t("checkAndRepairAsk")}
        body={t("checkAndRepairHelp")}
        action={t("checkAndRepair")}
        run={async () => void start("repair")}
      />
    </>
  );
}

function total(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
}
