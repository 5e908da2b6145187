import "server-only";
import { cookies } from "next/headers";
import type { ChangeKind, OwnChange } from "#lib/library/change.ts";
import { EARLIER_OWN_CHANGES, formatOwnChanges, OWN_CHANGES, parseOwnChanges } from "#lib/library/own-changes.ts";

/** What the asker changed a moment ago, as the header or the cookies of the request say. */
export async function readOwnChanges(headers?: Headers): Promise<OwnChange[]> {
  const jar = await cookies();
  const values = [EARLIER_OWN_CHANGES, OWN_CHANGES].map((name) => jar.get(name)?.value ?? "");
  return parseOwnChanges([headers?.get(OWN_CHANGES) ?? "", ...values].join("~"));
}

/** The header by which an answer tells what it changed. */
export function toChangesHeader(
  ...changes: { kind?: ChangeKind; id: string; revision: number }[]
): Record<string, string> {
  return { [OWN_CHANGES]: formatOwnChanges(changes) };
}
