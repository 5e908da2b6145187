import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { type Condition, deleteItemIf, putIfAbsent, putItemIf } from "#lib/database/write-items.ts";

/*
 * Which tag a folded name belongs to, so that two tags never have the same. A claim may outlive its tag's name, where a
 * process ended in between; whoever wants the name then takes it over.
 */

export interface NameClaim {
  tagId: string;
  /** Tells this claim from any other of the same name, also from others of the same tag. */
  token: string;
}

/** Who claims a name; undefined when nobody does. */
export async function findNameClaim(
  database: Database,
  ownerId: string,
  folded: string,
): Promise<NameClaim | undefined> {
  const item = await findItem(database, keys.tagName(ownerId, folded));
  return item && { tagId: String(item.tagId), token: String(item.token) };
}

/** Claims a name that nobody claims, or in place of the claim `from`. Returns false when another was faster. */
export async function claimTagName(
  database: Database,
  ownerId: string,
  folded: string,
  claim: NameClaim,
  from: NameClaim | undefined,
): Promise<boolean> {
  const item = { ...keys.tagName(ownerId, folded), ...claim };
  return from === undefined ? putIfAbsent(database, item) : putItemIf(database, item, toCondition(from));
}

/** Gives a claim up, unless another has taken its place. */
export async function releaseTagName(
  database: Database,
  ownerId: string,
  folded: string,
  claim: NameClaim,
): Promise<void> {
  await deleteItemIf(database, keys.tagName(ownerId, folded), toCondition(claim));
}

function toCondition({ token }: NameClaim): Condition {
  return { condition: "#token = :token", names: { "#token": "token" }, values: { ":token": token } };
}
