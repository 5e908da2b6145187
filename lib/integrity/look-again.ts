import { findStoredUser } from "#lib/accounts/user-repository.ts";
import { findStoredImage } from "#lib/images/image-audit-repository.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { addTotals, readTotalsRevision, type Totals, totalNames } from "#lib/metrics/counter-repository.ts";
import { type ListedObject, listObjects } from "#lib/storage/objects.ts";
import { emptyUsage } from "#lib/usage/usage.ts";
import { correctUsage, getUsageRevision } from "#lib/usage/usage-repository.ts";
import { checkAccount, checkImages, createReporter, type IntegrityServices } from "./check-user.ts";
import type { Finding } from "./integrity-run.ts";
import { type Evidence, idOfFinding, type PatrolFinding, toFolder } from "./patrol.ts";

/** What became of a fault: it is no more, it is still there, or it was mended just now. */
export type Outcome = "gone" | "there" | "repaired";

/** Looks once more at the one thing that a finding is about, and with `isRepairing` mends it where that can be done. */
export async function lookAgain(
  services: IntegrityServices,
  finding: Pick<PatrolFinding, "kind" | "where" | "userId" | "imageId" | "evidence">,
  options: { isRepairing: boolean; now: number },
): Promise<Outcome> {
  const { userId, evidence } = finding;
  if (evidence?.of === "totals") return lookAtTotals(services, evidence, options.isRepairing);
  if (userId === undefined) return "there";
  if (evidence?.of === "usage") return lookAtUsage(services, userId, evidence, options.isRepairing);
  const folder = toFolder(finding);
  const found: Finding[] = [];
  const note = createReporter(found, userId, options.isRepairing);
  if (folder !== undefined) {
    const stored = await findStoredImage(services.database, { ownerId: userId, imageId: folder });
    const objects = await readFolder(services, userId, folder);
    await checkImages(
      services,
      { userId, images: stored ? [stored] : [], objects, usage: emptyUsage },
      note,
      options.now,
    );
  } else {
    const stored = await findStoredUser(services.database, userId);
    if (stored && stored.user.removingSince === undefined) await checkAccount(services, stored, note);
  }
  const same = found.find((one) => idOfFinding(one) === idOfFinding(finding));
  if (!same) return "gone";
  return same.repaired ? "repaired" : "there";
}

async function lookAtUsage(
  { database }: IntegrityServices,
  userId: string,
  { usedBytes, imageCount, revision }: Extract<Evidence, { of: "usage" }>,
  isRepairing: boolean,
): Promise<Outcome> {
  // Whoever changed it meanwhile made the sum that was taken worthless; the next round takes another.
  if ((await getUsageRevision(database, userId)).revision !== revision) return "gone";
  if (!isRepairing) return "there";
  return (await correctUsage(database, userId, { usedBytes, imageCount }, revision)) ? "repaired" : "gone";
}

async function lookAtTotals(
  { database }: IntegrityServices,
  { noted, changes, there }: Extract<Evidence, { of: "totals" }>,
  isRepairing: boolean,
): Promise<Outcome> {
  const current = await readTotalsRevision(database);
  if (current.changes !== changes || !isEqual(current.totals, noted)) return "gone";
  if (!isRepairing) return "there";
  await addTotals(database, {
    users: there.users - noted.users,
    images: there.images - noted.images,
    bytes: there.bytes - noted.bytes,
  });
  return "repaired";
}

export function isEqual(one: Totals, other: Totals): boolean {
  return totalNames.every((name) => one[name] === other[name]);
}

async function readFolder({ storage }: IntegrityServices, userId: string, folder: string) {
  const objects = new Map<string, ListedObject>();
  for (const prefix of [originalsPrefix(userId), renditionsOfUserPrefix(userId)]) {
    for await (const object of listObjects(storage, `${prefix}${folder}/`)) objects.set(object.key, object);
  }
  return objects;
}
