import { logFault } from "#lib/log-fault.ts";
import type { Evidence, Finding } from "./finding.ts";

type Repair = () => Promise<unknown>;

/** Reports a finding, and repairs it when that is asked for. */
export type Report = (finding: Omit<Finding, "repaired" | "userId">, repair?: Repair) => Promise<void>;

export interface Suspect extends Finding {
  evidence?: Evidence | undefined;
}

/** Collects what is found on a user in `findings`. A repair that fails is logged, and leaves the finding open. */
export function createReporter(findings: Suspect[], userId: string | undefined, isRepairing: boolean): Report {
  return async (finding, repair) => {
    findings.push({
      ...finding,
      userId,
      repaired: isRepairing && repair !== undefined && (await tryRepair(finding, repair)),
    });
  };
}

async function tryRepair({ kind, where }: Pick<Finding, "kind" | "where">, repair: Repair): Promise<boolean> {
  try {
    // One that declines changed nothing: another process was faster, or what it needs is missing.
    return (await repair()) !== false;
  } catch (error) {
    logFault("repair failed", { kind, where }, error);
    return false;
  }
}
