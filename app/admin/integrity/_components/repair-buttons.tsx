"use client";

import { callApi } from "#app/_components/call-api.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import type { RepairReport } from "#lib/integrity/walk-state.ts";
import { ActionButton } from "../../_components/action-button.tsx";

/** Repairs findings of the integrity walk: those with these ids, or all of them. */
export function RepairFindingsButton({ ids, label }: { ids?: string[]; label?: string }) {
  const t = useTranslations("adminIntegrity");
  return (
    <ActionButton
      run={() => repair(ids === undefined ? {} : { ids })}
      {...(label ? { label } : {})}
      {...(ids === undefined ? { look: "primary" as const, size: "medium" as const } : {})}
    >
      {t(ids === undefined ? "repairAll" : "repair")}
    </ActionButton>
  );
}

async function repair(body: { ids?: string[] }): Promise<string> {
  const t = browserTranslations("adminIntegrity");
  let repaired = 0;
  for (;;) {
    const report = await callApi<RepairReport>("/api/admin/integrity/repair", { method: "POST", body });
    repaired += report.repaired;
    if (report.isMore && report.repaired > 0) continue;
    if (report.left > 0) return t("someLeft", { repaired, left: report.left });
    return repaired > 0 ? t("repairedCount", { count: repaired }) : t("nothingLeft");
  }
}
