"use client";

import { callApi } from "#app/_components/call-api.ts";
import type { RepairReport } from "#lib/integrity/patrol.ts";
import { ActionButton } from "../../_components/action-button.tsx";

/** Mends faults that the patrol has found: one, or all of them. */
export function RepairFindingsButton({ id, label }: { id?: string; label?: string }) {
  return (
    <ActionButton
      run={() => repair(id === undefined ? {} : { ids: [id] })}
      {...(label ? { label } : {})}
      {...(id === undefined ? { look: "primary" as const, size: "medium" as const } : {})}
    >
      {id === undefined ? "Repair all" : "Repair"}
    </ActionButton>
  );
}

async function repair(body: { ids?: string[] }): Promise<string> {
  let repaired = 0;
  for (;;) {
    const report = await callApi<RepairReport>("/api/admin/integrity/repair", { method: "POST", body });
    repaired += report.repaired;
    if (report.isMore && report.repaired > 0) continue;
    if (report.left > 0) return `${figure(repaired)} repaired; ${figure(report.left)} can only be mended by people.`;
    return repaired > 0 ? `${figure(repaired)} repaired.` : "There was nothing left to repair.";
  }
}

function figure(count: number): string {
  return count.toLocaleString("en");
}
