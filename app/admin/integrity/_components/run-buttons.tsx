"use client";

import { LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import type { IntegrityRun } from "#lib/integrity/integrity-run.ts";
import { ActionDialog } from "../../_components/action-dialog.tsx";

interface Answer {
  run: IntegrityRun;
}

/** Begins checks, and goes on with them as long as the page is open; the schedule finishes what is left. */
export function RunButtons({ unfinishedId }: { unfinishedId: string | undefined }) {
  const router = useRouter();
  const [progress, setProgress] = useState<string>();

  async function follow(first: Promise<Answer>): Promise<void> {
    setProgress("Checking …");
    try {
      let { run } = await first;
      while (run.phase !== "done") {
        const { users, images } = run.checked;
        setProgress(`Checking … ${users.toLocaleString("en")} users, ${images.toLocaleString("en")} images so far`);
        ({ run } = await callApi<Answer>(`/api/admin/integrity/${run.id}/continue`, { method: "POST" }));
      }
      const found = total(run.counts);
      toast.success(
        found === 0
          ? "Everything is in order."
          : `${found.toLocaleString("en")} found, ${total(run.repaired).toLocaleString("en")} repaired.`,
      );
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
      <p role="status" className="flex items-center gap-2 text-sm text-muted">
        <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />
        {progress}
      </p>
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
          Continue
        </button>
      )}
      <button type="button" className={buttonClass("primary")} onClick={() => void start("check")}>
        Check
      </button>
      <ActionDialog
        trigger="Check and repair"
        title="Check and repair?"
        body="Objects that belong to nothing are deleted, wrong sums and index entries are corrected, and images without their renditions are rendered again. Originals are never touched."
        action="Check and repair"
        run={async () => void start("repair")}
      />
    </>
  );
}

function total(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
}
