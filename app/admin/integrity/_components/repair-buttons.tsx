"use client";

import { callApi } from "#app/_components/call-api.ts";
import type { RepairReport } from "#lib/integrity/walk-state.ts";
import { ActionButton } from "../../_components/action-button.tsx";

/** Repairs findings of the integrity walk: those with these ids, or all of them. */
export function RepairFindingsButton({ ids, label }: { ids?: string[]; label?: string }) {
  return (
    <ActionButton
      run={() => repair(ids === undefined ? {} : { ids })}
      {...(label ? { label } : {})}
      {...(ids === undefined ? { look: "primary" as const, size: "medium" as const } : {})}
    >
      {ids === undefined ? "Repair all" : "Repair"}
    </ActionButton>
  );
}

async function repair(body: { ids?: string[] }): Promise<string> {
  let repaired = 0;
  for (;;) {
    const report = await callApi<RepairReport>("/api/admin/integrity/repair", { method: "POST", body });
    repaired += report.repaired;
    if (report.isMore && report.repaired > 0) continue;
    if (report.left > 0)
      return `${figure(repaired)} repaired; ${figure(report.left)} cannot be repaired automatically.`;
    return repaired > 0 ? `${figure(repaired)} repaired.` : "Nothing was left to repair.";
  }
}

function figure(count: number): string {
  return count.toLocaleString("en");
}
