import { createHash } from "node:crypto";
import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { addAdmin } from "#lib/accounts/admins-repository.ts";
import { hashPassword } from "#lib/accounts/password.ts";
import type { User } from "#lib/accounts/user.ts";
import { appendAuditEvent } from "#lib/audit/audit-repository.ts";
import type { Database } from "#lib/database/database.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { claimContent } from "#lib/images/content-claim-repository.ts";
import type { FailureCode } from "#lib/images/failure.ts";
import type { Image } from "#lib/images/image.ts";
import { createImage } from "#lib/images/image-repository.ts";
import { appendProcessingEvent, appendReadyEvents } from "#lib/images/processing-event-repository.ts";
import { recipe } from "#lib/images/recipe.ts";
import { toFindingId } from "#lib/integrity/finding.ts";
import { saveWalk } from "#lib/integrity/walk-repository.ts";
import { MAX_FINDINGS, type WalkState } from "#lib/integrity/walk-state.ts";
import { addCounts, addTotals, countActive } from "#lib/metrics/counter-repository.ts";
import { readyTimeCounter } from "#lib/metrics/counters.ts";
import { type FailureGroup, toFailureGroup } from "#lib/processing/failure-group.ts";
import { keepDeadLetter, recordFailureGroup } from "#lib/processing/failure-repository.ts";

/*
 * A library in a table, as the application would have left it: users, images, claims, sums, figures, failures, dead
 * letters and audit log. The bucket stays empty. Every run with the same size makes the same library but for its ids.
 */

export interface SeedSize {
  users: number;
  images: number;
  /** How many of the images belong to the first user. */
  largestUser: number;
  failedImages: number;
  deadLetters: number;
}

export const librarySize: SeedSize = {
  users: 1_000,
  images: 100_000,
  largestUser: 10_000,
  failedImages: 500,
  deadLetters: 500,
};

export interface SeededLibrary {
  admin: User;
  /** The user who has the most images. */
  largest: User;
  /** Everybody else. */
  others: User[];
  /** One of the images that failed. */
  failed: Image;
  items: number;
}

export const SEED_PASSWORD = "correct horse battery staple";

/** Most items that DynamoDB takes in one batch. */
const BATCH = 25;
const CONCURRENCY = 8;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LIBRARY_DAYS = 3 * 365;
const ADMIN_NAME = "user-000000";
const KINDS_PER_CODE = 4;
const failureKinds: readonly FailureCode[] = [
  "corrupt_image",
  "unsupported_format",
  "too_many_pixels",
  "timed_out",
  "internal",
];

/** Fills a table whose items are nobody's yet. */
export async function seedLibrary(database: Database, size: SeedSize): Promise<SeededLibrary> {
  const random = randomNumbers(1);
  const writer = createBatchWriter(database);
  const now = Date.now();
  const users = await createUsers(size.users, now);
  const [admin] = users;
  if (!admin) throw new RangeError("Expected at least one user");
  const groups = failureGroups();
  const distance = Math.ceil(size.images / size.failedImages);
  let failed: Image | undefined;
  const sums = new Map(users.map(({ id }) => [id, { images: 0, bytes: 0 }]));
  for (let index = 0; index < size.images; index++) {
    const owner = pickOwner(index, users, size);
    const group = index % distance === 0 ? groups[(index / distance) % groups.length] : undefined;
    const image = someImage(owner, index, { now, random, group });
    await createImage(writer.database, image);
    await claimContent(writer.database, image, image.id, undefined);
    const sum = sums.get(owner.id) ?? { images: 0, bytes: 0 };
    sums.set(owner.id, { images: sum.images + 1, bytes: sum.bytes + image.bytes });
    if (group) {
      failed = image;
      await appendFailure(writer.database, image, group);
    } else await appendReady(writer.database, image);
    await writer.flushWhenFull();
  }
  for (const user of users) await writeUser(writer, user, sums.get(user.id), now);
  await writeDeadLetters(writer, groups[0], size.deadLetters, now);
  await writer.flush();

  await addAdmin(database, admin.id);
  for (const group of groups) await recordFailureGroup(database, group, new Date(now).toISOString());
  const total = [...sums.values()].reduce((one, other) => ({
    images: one.images + other.images,
    bytes: one.bytes + other.bytes,
  }));
  await addTotals(database, { users: users.length, ...total });
  await writeFigures(database, users, now);
  await writeFaults(database, admin, now);
  if (!failed) throw new RangeError("Expected at least one failed image");
  return { admin, largest: admin, others: users.slice(1), failed, items: writer.written() };
}

async function createUsers(count: number, now: number): Promise<User[]> {
  const passwordHash = await hashPassword(SEED_PASSWORD);
  return Array.from({ length: count }, (_, index): User => {
    const name = `user-${String(index).padStart(ADMIN_NAME.length - "user-".length, "0")}`;
    const createdAt = new Date(now - LIBRARY_DAYS * DAY_MS + index * MINUTE_MS).toISOString();
    return {
      id: ulid(Date.parse(createdAt)),
      email: `${name}@example.org`,
      passwordHash,
      role: name === ADMIN_NAME ? "admin" : "user",
      sessionVersion: 0,
      createdAt,
      lastSignInAt: new Date(now - (index % 30) * DAY_MS).toISOString(),
    };
  });
}

function pickOwner(index: number, users: User[], { largestUser }: SeedSize): User {
  const others = users.length - 1;
  const owner = index < largestUser || others === 0 ? users[0] : users[1 + (index % others)];
  if (!owner) throw new RangeError("Expected at least one user");
  return owner;
}

function someImage(
  owner: User,
  index: number,
  { now, random, group }: { now: number; random: () => number; group: FailureGroup | undefined },
): Image {
  const uploadedMs = Math.floor(now - random() * LIBRARY_DAYS * DAY_MS);
  const uploadedAt = new Date(uploadedMs).toISOString();
  const [width, height] = random() < 0.7 ? [4032, 3024] : [3024, 4032];
  const id = ulid(uploadedMs);
  const rendition = (edge: number, bytes: number) => ({
    width: Math.round((edge * width) / Math.max(width, height)),
    height: Math.round((edge * height) / Math.max(width, height)),
    bytes,
  });
  return {
    id,
    ownerId: owner.id,
    revision: 3,
    fileName: `IMG_${String(index).padStart(6, "0")}.jpg`,
    contentType: "image/jpeg",
    bytes: Math.floor(1_500_000 + random() * 5_000_000),
    sha256: createHash("sha256").update(id).digest("hex"),
    status: group ? "failed" : "ready",
    ...(group ? { failureCode: group.code as FailureCode, failureFingerprint: group.fingerprint } : {}),
    traceId: ulid(uploadedMs),
    width,
    height,
    takenAt: uploadedAt.slice(0, 19),
    uploadedAt,
    statusAt: uploadedAt,
    sortAt: uploadedAt,
    thumbhash: Buffer.from(Array.from({ length: 21 }, () => Math.floor(random() * 256))).toString("base64"),
    dominantColor: `#${Math.floor(random() * 0x1000000)
      .toString(16)
      .padStart(6, "0")}`,
    shot: { camera: "Canon EOS 450D", exposureTime: 0.008, fNumber: 5.6, focalLength: 35, iso: 200 },
    favourite: random() < 0.02,
    tags: [],
    albums: [],
    ...(group
      ? { renditions: {} }
      : {
          recipeVersion: recipe.version,
          renditions: {
            large: rendition(1600, 190_000),
            medium: rendition(512, 38_000),
            thumbnail: { width: 128, height: 128, bytes: 4_200 },
          },
        }),
  };
}

function failureGroups(): FailureGroup[] {
  return failureKinds.flatMap((code) =>
    Array.from({ length: KINDS_PER_CODE }, (_, kind) => {
      const words = ["at the header", "in the middle", "at the end", "in the colour profile"][kind];
      return toFailureGroup({
        stage: "render",
        code,
        contentType: "image/jpeg",
        message: `The decoder gave up ${words}.`,
      });
    }),
  );
}

async function appendFailure(database: Database, image: Image, group: FailureGroup): Promise<void> {
  const { traceId, statusAt: at } = image;
  for (const step of ["upload_begun", "stored", "failed"] as const) {
    const failure = step === "failed" ? { code: group.code as FailureCode, message: group.message } : {};
    await appendProcessingEvent(database, image.id, { at, step, traceId, ...failure });
  }
}

/** As the worker appends them, in one item. */
async function appendReady(database: Database, image: Image): Promise<void> {
  const { traceId, statusAt: at } = image;
  const steps = ["stored", "inspected", "rendered", "ready"] as const;
  await appendReadyEvents(
    database,
    image,
    steps.map((step) => ({ at, step, traceId, attempt: 1 })),
  );
}

async function writeUser(
  writer: BatchWriter,
  user: User,
  sum: { images: number; bytes: number } | undefined,
  now: number,
): Promise<void> {
  const put = (Item: Record<string, unknown>) =>
    writer.database.client.send(new PutCommand({ TableName: writer.database.table, Item }));
  await put({ ...keys.user(user.id), ...user, directoryPk: partitions.users(), directorySk: user.email });
  await put({ ...keys.emailClaim(user.email), userId: user.id });
  await put({
    ...keys.usage(user.id),
    usedBytes: sum?.bytes ?? 0,
    committedBytes: sum?.bytes ?? 0,
    imageCount: sum?.images ?? 0,
    reservations: {},
    subtracted: {},
    revision: 1,
  });
  const actor = { kind: "user", id: user.id, email: user.email } as const;
  const moments = [
    user.createdAt,
    ...Array.from({ length: 9 }, (_, index) => new Date(now - index * 3 * DAY_MS).toISOString()),
  ];
  for (const [index, at] of moments.entries()) {
    const action = index === 0 ? "registered" : "signed_in";
    const event = { id: ulid(Date.parse(at)), at, action, actor, address: "192.0.2.7" } as const;
    await appendAuditEvent(writer.database, event, undefined);
  }
  await writer.flushWhenFull();
}

async function writeDeadLetters(
  writer: BatchWriter,
  group: FailureGroup | undefined,
  count: number,
  now: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const messageId = ulid(now);
    const body = JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", key: `strangers/${messageId}` }] });
    const at = new Date(now - index * MINUTE_MS).toISOString();
    await keepDeadLetter(writer.database, { messageId, body, at, fingerprint: group?.fingerprint ?? "internal" });
    await writer.flushWhenFull();
  }
}

/** A month, a day and an hour of figures, and who was active in them. */
async function writeFigures(database: Database, users: User[], now: number): Promise<void> {
  const moments = [
    ...Array.from({ length: 30 }, (_, day) => now - day * DAY_MS),
    ...Array.from({ length: 24 }, (_, hour) => now - hour * HOUR_MS),
    ...Array.from({ length: 12 }, (_, part) => now - part * 5 * MINUTE_MS),
  ];
  const counts = { uploads: 40, uploadedBytes: 160_000_000, ready: 38, failed: 2, renderMs: 11_000, signIns: 25 };
  for (const moment of moments) {
    await addCounts(database, { ...counts, failed_corrupt_image: 2, [readyTimeCounter(700)]: 38 }, new Date(moment));
  }
  for (let index = 0; index < users.length; index += CONCURRENCY) {
    const some = users.slice(index, index + CONCURRENCY);
    await Promise.all(some.map(({ id }) => countActive(database, id, new Date(now))));
  }
}

/** An integrity walk that has found as much as it keeps. */
async function writeFaults(database: Database, user: User, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  const none = { users: 0, images: 0, bytes: 0 };
  const state: WalkState = {
    at,
    round: 1,
    roundStartedAt: at,
    phase: "done",
    checked: { users: 0, images: 0, objects: 0 },
    position: {},
    usersFound: 0,
    totalsBefore: { totals: none, changes: 0 },
    sums: { images: 0, bytes: 0 },
    isInconclusive: false,
    findings: Array.from({ length: MAX_FINDINGS }, () => {
      const imageId = ulid(now);
      const finding = { kind: "missing_rendition", where: imageId, imageId, userId: user.id } as const;
      return { ...finding, detail: "large, medium, thumbnail", id: toFindingId(finding), since: at, round: 1 };
    }),
  };
  await saveWalk(database, state, 0);
}

interface BatchWriter {
  /** Takes what is put there; conditions are taken for met. */
  database: Database;
  flushWhenFull(): Promise<void>;
  flush(): Promise<void>;
  written(): number;
}

function createBatchWriter(database: Database): BatchWriter {
  let items: Record<string, unknown>[] = [];
  let written = 0;
  const client = {
    send: async (command: { input: { Item?: Record<string, unknown> } }) => {
      const { Item } = command.input;
      if (!Item) throw new TypeError("Expected a PutCommand but received another");
      items.push(Item);
      return {};
    },
  };
  const flush = async () => {
    const all = items;
    items = [];
    const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
      all.slice(index * BATCH, (index + 1) * BATCH),
    );
    await Promise.all(batches.map((batch) => writeBatch(database, batch)));
    written += all.length;
  };
  return {
    database: { client: client as unknown as DynamoDBDocumentClient, table: database.table },
    flush,
    flushWhenFull: async () => {
      if (items.length >= BATCH * CONCURRENCY) await flush();
    },
    written: () => written,
  };
}

async function writeBatch({ client, table }: Database, items: Record<string, unknown>[]): Promise<void> {
  let requests: Record<string, unknown>[] = items.map((Item) => ({ PutRequest: { Item } }));
  while (requests.length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    requests = (UnprocessedItems?.[table] ?? []) as Record<string, unknown>[];
  }
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
