import "server-only";
import { cookies } from "next/headers";
import type { ChangeKind, OwnChange } from "#lib/library/change.ts";
import { formatOwnChanges, OWN_CHANGES, parseOwnChanges } from "#lib/library/own-changes.ts";

/** What the asker changed a moment ago, as the header or the cookie of the request says. */
export async function readOwnChanges(headers?: Headers): Promise<OwnChange[]> {
  const jar = await cookies();
  return parseOwnChanges(`${headers?.get(OWN_CHANGES) ?? ""}~${jar.get(OWN_CHANGES)?.value ?? ""}`);
}

/** The header by which an answer tells what it changed. */
export function toChangesHeader(
  ...changes: { kind?: ChangeKind; id: string; revision: number }[]
): Record<string, string> {
  return { [OWN_CHANGES]: formatOwnChanges(changes) };
}
