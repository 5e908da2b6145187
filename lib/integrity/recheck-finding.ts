import { findStoredUser } from "#lib/accounts/user-directory-repository.ts";
import { findStoredImage } from "#lib/images/image-audit-repository.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { logFault } from "#lib/log-fault.ts";
import { addTotals, readTotalsRevision, type Totals, totalNames } from "#lib/metrics/counter-repository.ts";
import { type ListedObject, listObjects } from "#lib/storage/objects.ts";
import { correctUsage, getUsageRevision } from "#lib/usage/usage-repository.ts";
import { checkAccount } from "./check-account.ts";
import { checkFolder, GRACE_MS, type IntegrityServices, reportOrphans } from "./check-folder.ts";
import { type Evidence, getFolder, type StoredFinding, toFindingId } from "./finding.ts";
import { createReporter, type Report, type Suspect } from "./report.ts";

/** What became of a finding: it is resolved, it is still present, or it was repaired just now. */
export type Outcome = "resolved" | "present" | "repaired";

type Rechecked = Pick<StoredFinding, "kind" | "where" | "userId" | "imageId" | "evidence">;

/**
 * Looks again at the one thing that a finding is about, and with `isRepairing` repairs it where that can be done. A
 * finding that cannot be looked at stays.
 */
export async function recheckFinding(
  services: IntegrityServices,
  finding: Rechecked,
  options: { isRepairing: boolean; now: number },
): Promise<Outcome> {
  try {
    const { evidence, userId } = finding;
    if (evidence?.of === "totals") return await recheckTotals(services, evidence, options.isRepairing);
    if (evidence?.of === "usage" && userId) return await recheckUsage(services, userId, evidence, options.isRepairing);
    const found: Suspect[] = [];
    await lookAt(services, finding, createReporter(found, userId, options.isRepairing), options.now);
    const same = found.find((one) => toFindingId(one) === toFindingId(finding));
    if (!same) return "resolved";
    return same.repaired ? "repaired" : "present";
  } catch (error) {
    logFault("a finding could not be looked at", { kind: finding.kind, where: finding.where }, error);
    return "present";
  }
}

async function lookAt(services: IntegrityServices, finding: Rechecked, report: Report, now: number): Promise<void> {
  const { userId, where } = finding;
  const folder = getFolder(finding);
  if (userId !== undefined && folder !== undefined) {
    const image = await findStoredImage(services.database, { ownerId: userId, imageId: folder });
    await checkFolder(services, { image, objects: await readFolder(services, userId, folder) }, report, now);
  } else if (userId !== undefined) {
    const stored = await findStoredUser(services.database, userId);
    if (stored && stored.user?.removingSince === undefined) await checkAccount(services, stored, report);
  } else if (!(await findStoredUser(services.database, where.split("/")[1] ?? ""))) {
    // An object in the folder of a user who does not exist.
    for await (const object of listObjects(services.storage, where)) {
      if (object.key === where) return reportOrphans(services, [object], report, now - GRACE_MS);
    }
  }
}

async function recheckUsage(
  { database }: IntegrityServices,
  userId: string,
  { usedBytes, imageCount, revision }: Extract<Evidence, { of: "usage" }>,
  isRepairing: boolean,
): Promise<Outcome> {
  // A change since then has made the sum worthless; the next round takes another.
  if ((await getUsageRevision(database, userId)).revision !== revision) return "resolved";
  if (!isRepairing) return "present";
  return (await correctUsage(database, userId, { usedBytes, imageCount }, revision)) ? "repaired" : "resolved";
}

async function recheckTotals(
  { database }: IntegrityServices,
  { noted, changes, there }: Extract<Evidence, { of: "totals" }>,
  isRepairing: boolean,
): Promise<Outcome> {
  const current = await readTotalsRevision(database);
  if (current.changes !== changes || !isEqual(current.totals, noted)) return "resolved";
  if (!isRepairing) return "present";
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

async function readFolder({ storage }: IntegrityServices, userId: string, folder: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for (const prefix of [originalsPrefix(userId), renditionsOfUserPrefix(userId)]) {
    for await (const object of listObjects(storage, `${prefix}${folder}/`)) objects.push(object);
  }
  return objects;
}
