import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import { createApiToken, findSession, readToken } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { endSession, viewSessions } from "#lib/accounts/user-sessions.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { trashImage } from "#lib/images/change-images.ts";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { appendProcessingEvent, listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { runIntegrityWalk } from "#lib/integrity/integrity-walk.ts";
import { getIntegrity } from "#lib/integrity/manage-integrity.ts";
import { startRerender } from "#lib/integrity/start-rerender.ts";
import { findImageNeighbours } from "#lib/library/find-neighbours.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { getRenditions, listFailuresOfRerender } from "#lib/operations/get-renditions.ts";
import { discardFailures, retryFailures } from "#lib/operations/repair-failures.ts";
import { getFailureGroup, listOpenFailureGroups, listStuckImages } from "#lib/operations/view-processing.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { toFailureGroup } from "#lib/processing/failure-group.ts";
import { keepDeadLetter, recordFailureGroup } from "#lib/processing/failure-repository.ts";
import { getUsageView } from "#lib/usage/get-usage.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { someUser, startTestServices, type TestServices } from "#tests/support/test-services.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

let world: TestServices;

beforeAll(async () => {
  world = await startTestServices();
  // What is left out is logged, which would bury the result.
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterAll(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

async function bringImages(user: User, count: number): Promise<Image[]> {
  const images: Image[] = [];
  for (let day = 1; day <= count; day++) {
    const { image } = await beginNewUpload(world.services, user, someFile());
    images.push(await makeReady(world.services, image, `2024-05-0${day}T12:00:00.000Z`));
  }
  return images;
}

const ruin = ({ ownerId, id }: Pick<Image, "ownerId" | "id">, attributes: Record<string, unknown> = {}) =>
  setAttributes(world.services.database, keys.image(ownerId, id), { ...attributes, contentType: "nonsense" });

test("the gallery and its neighbours leave an unreadable image out", async () => {
  const user = someUser();
  const [first, second, third] = (await bringImages(user, 3)) as [Image, Image, Image];
  await ruin(second, { listed: { n: 7 } });
  const { images } = await listImages(world.services, user, { query: imageQuerySchema.parse({}), limit: 10 });
  expect(images.map(({ id }) => id)).toEqual([third.id, first.id]);
  const { before, after } = await findImageNeighbours(world.services, user, { id: third.id });
  expect([before, after.map(({ id }) => id)]).toEqual([[], [first.id]]);
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining(second.id));
});

test("the trash leaves an unreadable image out", async () => {
  const user = someUser();
  const [first, second] = (await bringImages(user, 2)) as [Image, Image];
  for (const { id } of [first, second]) await trashImage(world.services, user, id);
  await ruin(first, { listed: { n: 7 } });
  const query = imageQuerySchema.parse({ trashed: true, sort: "trashed" });
  const { images } = await listImages(world.services, user, { query, limit: 10 });
  expect(images.map(({ id }) => id)).toEqual([second.id]);
});

test("admins' lists of processing leave unreadable records out", async () => {
  const { database } = world.services;
  const user = someUser();
  const at = "2024-05-01T12:00:00.000Z";
  const [stuck, unreadable] = (await bringImages(user, 2)) as [Image, Image];
  for (const image of [stuck, unreadable]) {
    const open = { openPk: partitions.open(0), openSk: `${at}#${image.id}` };
    await setAttributes(database, keys.image(user.id, image.id), { status: "processing", statusAt: at, ...open });
  }
  await ruin(unreadable);
  expect((await listStuckImages(world.services)).map(({ imageId }) => imageId)).toEqual([stuck.id]);

  const group = toFailureGroup({ stage: "queue", code: "unreadable_message", message: "as the test wants" });
  await recordFailureGroup(database, group, at);
  for (const messageId of ["one", "two"]) {
    await keepDeadLetter(database, { messageId, body: "{}", at, fingerprint: group.fingerprint });
  }
  await setAttributes(database, keys.deadLetter("one"), { body: undefined });
  const { failures } = await getFailureGroup(world.services, { fingerprint: group.fingerprint, limit: 10 });
  expect(failures).toHaveLength(1);
  const admin = { actor: { kind: "user", id: "ADMIN", email: "admin@example.org" } } as const;
  expect(await retryFailures(world.services, admin, { messageIds: ["one"] })).toMatchObject({ done: 0 });
  expect(await discardFailures(world.services, admin, { messageIds: ["one"] }, "cannot be read")).toMatchObject({
    done: 1,
  });
  await setAttributes(database, keys.failureGroup("ruined"), { firstSeenAt: 7 });
  expect(await listOpenFailureGroups(world.services)).toMatchObject([{ fingerprint: group.fingerprint }]);

  await appendProcessingEvent(database, stuck.id, { at, step: "trashed", traceId: stuck.traceId });
  await setAttributes(database, keys.processingEvent(stuck.id, at, "ruined"), { step: "nonsense" });
  expect((await listProcessingEvents(database, stuck.id)).map(({ step }) => step)).toContain("trashed");
});

test("the lists of re-renders leave unreadable records out, and the next one takes the next number", async () => {
  const { database } = world.services;
  const user = someUser();
  const [failed, unreadable] = (await bringImages(user, 2)) as [Image, Image];
  const rerenderFailure = { run: 1, at: failed.statusAt, code: "internal", message: "as the test wants" };
  for (const { id } of [failed, unreadable]) {
    const entry = { directoryPk: partitions.rerenderFailed(1), directorySk: `${failed.statusAt}#${id}` };
    await setAttributes(database, keys.image(user.id, id), { rerenderFailure, ...entry });
  }
  await ruin(unreadable);
  const { failures } = await listFailuresOfRerender(world.services, { run: 1, limit: 10 });
  expect(failures.map(({ imageId }) => imageId)).toEqual([failed.id]);

  await setAttributes(database, keys.rerenderRun(7), { state: "nonsense" });
  expect(await startRerender(world.services, { isForced: false })).toMatchObject({ number: 8 });
  expect((await getRenditions(world.services)).rerenders.map(({ number }) => number)).toEqual([8]);
});

test("the audit log leaves an unreadable entry out", async () => {
  const subject = someUser();
  const by = { actor: { kind: "user", id: "ADMIN", email: "admin@example.org" }, address: "local" } as const;
  await recordAudit(world.services, { action: "user_viewed", ...by, subject });
  const at = new Date().toISOString();
  await setAttributes(world.services.database, keys.auditEvent(subject.id, at, "ruined"), { action: "nonsense" });
  const { events } = await listAudit(world.services, { userId: subject.id, limit: 10 });
  expect(events.map(({ action }) => action)).toEqual(["user_viewed"]);
});

test("a dead letter of an unreadable image waits, and the others are collected", async () => {
  const { client, deadLetterUrl } = world.services.queue;
  const user = someUser();
  const [unreadable, lost] = (await bringImages(user, 2)) as [Image, Image];
  const at = new Date().toISOString();
  await setAttributes(world.services.database, keys.image(user.id, lost.id), { status: "processing", statusAt: at });
  await ruin(unreadable);
  for (const { id } of [unreadable, lost]) {
    const body = JSON.stringify({ kind: "render", ownerId: user.id, imageId: id });
    await client.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, MessageBody: body }));
  }
  expect(await collectDeadLetters(world.services)).toMatchObject({ failed: 1 });
  expect(await findImage(world.services.database, { ownerId: user.id, imageId: lost.id })).toMatchObject({
    status: "failed",
  });
});

test("the integrity walk names unreadable users and images, and finds what is wrong after them", async () => {
  const { database } = world.services;
  const people: User[] = [];
  for (const name of ["ada", "ben"]) {
    const account = { email: `${name}@example.org`, password: "correct horse battery staple", address: "local" };
    people.push(await registerUser(world.services, account));
  }
  const [unreadable, healthy] = people.sort((one, other) => (one.id < other.id ? -1 : 1)) as [User, User];
  const [ruined, drifted] = (await bringImages(healthy, 2)) as [Image, Image];
  await ruin(ruined);
  await setAttributes(database, keys.image(healthy.id, drifted.id), { changesPk: undefined });
  await setAttributes(database, keys.user(unreadable.id), { role: "nonsense" });
  await runIntegrityWalk(world.services, {
    images: 1_000,
    trashDays: 30,
    deadline: Date.now() + 30_000,
    pause: async () => {},
  });
  const found = (await getIntegrity(world.services)).patrol?.findings.map(({ kind, where }) => `${kind} ${where}`);
  expect(found).toEqual(
    expect.arrayContaining([
      `unreadable_user ${unreadable.id}`,
      `unreadable_image ${ruined.id}`,
      `index_drift ${drifted.id}`,
    ]),
  );
  // The sums of its owner were right before it became unreadable, and are.
  expect(found).not.toContain(`usage_drift ${healthy.id}`);
});

test("an unreadable session ends, and keeps nobody from signing in", async () => {
  const { services } = world;
  const user = await registerUser(services, {
    email: "sessions@example.org",
    password: "correct horse battery staple",
    address: "192.0.2.7",
  });
  const client = { address: "192.0.2.7", userAgent: "curl/8.14.1" };
  const begin = async () => (await createApiToken(services, user, client)).token;
  const find = async (token: string) => findSession(services, await readToken(services.config, "api-token", token));
  const [ruined, other] = [await begin(), await begin()];
  const sessionId = (await find(ruined))?.session.id ?? "";
  await setAttributes(services.database, keys.session(user.id, sessionId), { kind: "of a later release" });
  expect(await find(ruined)).toBeUndefined();
  expect(await find(other)).toBeDefined();
  await begin();
  expect(await viewSessions(services, user, { id: "" })).toHaveLength(2);
  await expect(endSession(services, { actor: { kind: "operator" } }, user, sessionId)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("sums that make no sense are shown as far as they do, and refuse uploads in words", async () => {
  const { services } = world;
  const user = someUser();
  await bringImages(user, 1);
  await setAttributes(services.database, keys.usage(user.id), { usedBytes: -7 });
  expect(await getUsageView(services, user)).toMatchObject({ usedBytes: 0, imageCount: 1 });
  await expect(beginNewUpload(services, user, someFile())).rejects.toMatchObject({ code: "unavailable" });
});
