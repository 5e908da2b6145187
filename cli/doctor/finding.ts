import pMap from "p-map";
import { AwsError } from "./aws-command.ts";

/** What a check found out. */
export interface Finding {
  level: "ok" | "warning" | "problem";
  /** A sentence. */
  found: string;
  /** What to do about it; undefined when all is well. */
  advice?: string;
}

export interface Check {
  name: string;
  run(): Promise<Finding>;
}

/** Of the commands that checks start, each takes a processor for a second. */
const CONCURRENCY = 4;

export const ok = (found: string): Finding => ({ level: "ok", found });
export const warning = (found: string, advice: string): Finding => ({ level: "warning", found, advice });
export const problem = (found: string, advice: string): Finding => ({ level: "problem", found, advice });

/** Runs checks and prints what each finds, in their order. Returns whether none found a problem. */
export async function runChecks(checks: Check[], print: (line: string) => void): Promise<boolean> {
  const findings = await pMap(checks, ({ run }) => run().catch(toFinding), { concurrency: CONCURRENCY });
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const [index, { level, found, advice }] of findings.entries()) {
    print(`${marks[level]} ${(checks[index]?.name ?? "").padEnd(width)}  ${found}`);
    if (advice !== undefined) print(`${" ".repeat(width + 4)}→ ${advice}`);
  }
  return findings.every(({ level }) => level !== "problem");
}

const marks = { ok: "✓", warning: "!", problem: "✗" } as const;

function toFinding(error: unknown): Finding {
  const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
  const found = `Could not be checked: ${reason}`;
  if (error instanceof AwsError && /^AccessDenied|^Unauthorized/.test(error.code)) {
    return problem(found, "Run this with the credentials of an administrator of the account.");
  }
  return problem(found, "Fix that and run this again.");
}
