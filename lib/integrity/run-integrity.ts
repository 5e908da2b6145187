import { ulid } from "ulid";
import { findUser, scanUsers } from "#lib/accounts/user-repository.ts";
import { RENDITIONS_PREFIX, UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { addTotals, readTotals, type Totals, totalNames } from "#lib/metrics/counter-repository.ts";
import { deleteObject, findKeyAfter, listObjects } from "#lib/storage/objects.ts";
import { checkUser, GRACE_MS, type IntegrityServices } from "./check-user.ts";
import { type Finding, type IntegrityRun, withFinding } from "./integrity-run.ts";
import { createRun, findRun, listRuns, type StoredRun, saveRun } from "./integrity-run-repository.ts";

/** So many items of the table are read for one step; users stand among them. */
const ITEMS_PER_STEP = 500;
/** Sorts behind every character of a key. */
const BEHIND = "~";

/** The time, milliseconds since the epoch. */
type Clock = () => number;

/** Begins a run; `repair` mends what it finds, `check` only reports. Returns it, to be gone on with. */
export async function startIntegrityRun(
  { database }: Pick<IntegrityServices, "database">,
  mode: IntegrityRun["mode"],
  now: Date = new Date(),
): Promise<IntegrityRun> {
  const run: IntegrityRun = {
    id: ulid(now.getTime()),
    mode,
    startedAt: now.toISOString(),
    phase: "users",
    checked: { users: 0, images: 0, objects: 0 },
    totalsBefore: await readTotals(database),
    sums: { images: 0, bytes: 0 },
    counts: {},
    repaired: {},
    findings: [],
  };
  await createRun(database, run);
  return run;
}

/**
 * Goes on with a run until it is done or `deadline` (milliseconds since the epoch) has passed. Returns how far it is,
 * undefined when there is no such run. Two that go on with the same run do not disturb each other: one of them stops.
 */
export async function continueIntegrityRun(
  services: IntegrityServices,
  runId: string,
  deadline: number,
  now: Clock = Date.now,
): Promise<IntegrityRun | undefined> {
  let stored = await findRun(services.database, runId);
  while (stored && stored.run.phase !== "done" && Date.now() < deadline) {
    const next: StoredRun | undefined = await saveRun(services.database, await step(services, stored, now));
    if (!next) break;
    stored = next;
  }
  return stored?.run;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The scheduled job: goes on with the newest run, or begins a check when the last one began a day ago. */
export async function runScheduledCheck(
  services: IntegrityServices,
  deadline: number,
  now: Date = new Date(),
): Promise<{ users: number; findings: number }> {
  const [newest] = await listRuns(services.database, 1);
  const isDue = newest === undefined || now.getTime() - Date.parse(newest.startedAt) > DAY_MS;
  if (newest?.phase === "done" && !isDue) return { users: 0, findings: 0 };
  const run = isDue && newest?.phase !== "users" ? await startIntegrityRun(services, "check", now) : newest;
  const after = run && (await continueIntegrityRun(services, run.id, deadline));
  return {
    users: after?.checked.users ?? 0,
    findings: Object.values(after?.counts ?? {}).reduce((sum, count) => sum + count, 0),
  };
}

function step(services: IntegrityServices, stored: StoredRun, now: Clock): Promise<StoredRun> {
  switch (stored.run.phase) {
    case "users":
      return checkUsers(services, stored, now);
    case "originals":
      return checkStrangers(services, stored, now, { prefix: UPLOADS_PREFIX, nextPhase: "renditions" });
    case "renditions":
      return checkStrangers(services, stored, now, { prefix: RENDITIONS_PREFIX, nextPhase: "totals" });
    default:
      return checkTotals(services, stored);
  }
}

/** Every user with all that is theirs, some at a time. */
async function checkUsers(services: IntegrityServices, stored: StoredRun, now: Clock): Promise<StoredRun> {
  const page = await scanUsers(services.database, { limit: ITEMS_PER_STEP, cursor: stored.cursor });
  let { run } = stored;
  for (const user of page.users) {
    const options = { isRepairing: run.mode === "repair", now: now() };
    const { findings, images, objects, sums } = await checkUser(services, user, options);
    run = findings.reduce(withFinding, {
      ...run,
      checked: {
        users: run.checked.users + 1,
        images: run.checked.images + images,
        objects: run.checked.objects + objects,
      },
      sums: { images: run.sums.images + sums.images, bytes: run.sums.bytes + sums.bytes },
    });
  }
  const phase = page.nextCursor === undefined ? "originals" : "users";
  return { ...stored, run: { ...run, phase }, cursor: page.nextCursor };
}

/** The next folder of the bucket, in case it is of nobody: those of users were compared with the users. */
async function checkStrangers(
  services: IntegrityServices,
  stored: StoredRun,
  now: Clock,
  { prefix, nextPhase }: { prefix: string; nextPhase: IntegrityRun["phase"] },
): Promise<StoredRun> {
  const { database, storage } = services;
  const key = await findKeyAfter(storage, prefix, stored.cursor ?? prefix);
  if (key === undefined) return { ...stored, run: { ...stored.run, phase: nextPhase }, cursor: undefined };
  const userId = key.slice(prefix.length).split("/")[0] ?? "";
  const cursor = `${prefix}${userId}/${BEHIND}`;
  if (userId && (await findUser(database, userId))) return { ...stored, cursor };
  let { run } = stored;
  for await (const object of listObjects(storage, `${prefix}${userId}/`)) {
    if (now() - object.modifiedAt < GRACE_MS) continue;
    const finding: Finding = { kind: "orphan_object", where: object.key, repaired: run.mode === "repair" };
    if (finding.repaired) await deleteObject(storage, object.key);
    run = withFinding({ ...run, checked: { ...run.checked, objects: run.checked.objects + 1 } }, finding);
  }
  return { ...stored, run, cursor };
}

async function checkTotals({ database }: IntegrityServices, stored: StoredRun): Promise<StoredRun> {
  const { run } = stored;
  const noted = await readTotals(database);
  const there = { users: run.checked.users, images: run.sums.images, bytes: run.sums.bytes };
  const done: IntegrityRun = { ...run, phase: "done", finishedAt: new Date().toISOString() };
  // While people upload, sums that were read one after the other do not add up, and say nothing.
  if (isEqual(noted, there) || !isEqual(noted, run.totalsBefore)) return { ...stored, run: done };
  const repaired = run.mode === "repair";
  if (repaired) {
    await addTotals(database, {
      users: there.users - noted.users,
      images: there.images - noted.images,
      bytes: there.bytes - noted.bytes,
    });
  }
  const detail = `${noted.users} users, ${noted.images} images, ${noted.bytes} bytes noted; ${there.users}, ${there.images}, ${there.bytes} there`;
  return { ...stored, run: withFinding(done, { kind: "totals_drift", where: "totals", detail, repaired }) };
}

function isEqual(one: Totals, other: Totals): boolean {
  return totalNames.every((name) => one[name] === other[name]);
}
