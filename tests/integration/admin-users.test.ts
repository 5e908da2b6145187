import { describe, expect, test } from "vitest";
import { changeRole } from "#lib/accounts/change-access.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import { createResetLink, redeemResetLink } from "#lib/accounts/reset-link.ts";
import { createApiToken } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { endSessions } from "#lib/accounts/user-sessions.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { auditCsvHeader } from "#lib/audit/audit-csv.ts";
import { appendAuditEvent } from "#lib/audit/audit-repository.ts";
import { exportAudit, listAudit } from "#lib/audit/list-audit.ts";
import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { keys } from "#lib/database/keys.ts";
import { queryAll } from "#lib/database/query.ts";
import { getImage } from "#lib/images/image-repository.ts";
import { appendProcessingEvent, listEventKeys } from "#lib/images/processing-event-repository.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { continueUserRemovals, deleteUser } from "#lib/operations/delete-user.ts";
import { listUserAdminViews, viewUser } from "#lib/operations/view-users.ts";
import { listKeys } from "#lib/storage/objects.ts";
import { listImageIds } from "#tests/support/image-ids.ts";
import { someClient } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const world = provideServices({ ADMIN_EMAILS: " Boss@Example.org, second@example.org" });
let counter = 0;

const DAY_MS = 24 * 60 * 60 * 1000;
const password = "correct horse battery staple";
const operator: RequestActor = { actor: { kind: "operator" } };
const register = (email = `person${counter++}@example.org`) =>
  registerUser(world.services, { email, password, address: `address ${counter++}` });
const signIn = (email: string, given = password) =>
  verifyCredentials(world.services, { email, password: given, address: "192.0.2.7" });
const later = () => Date.now() + 60_000;

async function newAdmin(): Promise<{ user: User; by: RequestActor }> {
  const user = await changeRole(world.services, operator, await register(), "admin");
  return { user, by: { actor: userActor(user), address: "192.0.2.1" } };
}

async function createSession(user: User) {
  const { token } = await createApiToken(world.services, user, someClient);
  return () => findRequestUser(world.services, { authorization: `Bearer ${token}`, cookie: () => undefined });
}

describe("the admin role", () => {
  test("is given and taken, and counts from the next request on", async () => {
    const { by } = await newAdmin();
    const user = await register();
    const session = await createSession(user);
    expect((await session())?.user.role).toBe("user");
    await changeUser(world.services, by, user.id, { role: "admin" });
    expect((await session())?.user.role).toBe("admin");
    await changeUser(world.services, by, user.id, { role: "user" });
    expect((await session())?.user.role).toBe("user");
  });

  test("comes with an address in ADMIN_EMAILS, whatever role is stored, and cannot be taken there", async () => {
    const { by } = await newAdmin();
    const boss = await register("boss@example.org");
    expect(boss.role).toBe("user");
    expect((await (await createSession(boss))())?.user.role).toBe("admin");
    expect(await findUser(world.services.database, boss.id)).toMatchObject({ role: "user" });
    await expect(changeUser(world.services, by, boss.id, { role: "user" })).rejects.toMatchObject({
      code: "invalid_state",
    });
  });
});

describe("a user's account", () => {
  test("that is disabled has no session and no way in, until it is enabled", async () => {
    const { by } = await newAdmin();
    const user = await register();
    const session = await createSession(user);
    expect(await changeUser(world.services, by, user.id, { disabled: true })).toMatchObject({
      disabledAt: expect.any(String),
    });
    expect(await session()).toBeUndefined();
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "invalid_credentials" });
    await changeUser(world.services, by, user.id, { disabled: false });
    expect(await session()).toBeUndefined();
    expect((await signIn(user.email)).id).toBe(user.id);
  });

  test("cannot be disabled or removed by its own admin", async () => {
    const { user, by } = await newAdmin();
    await expect(changeUser(world.services, by, user.id, { disabled: true })).rejects.toMatchObject({
      code: "invalid_state",
    });
    await expect(deleteUser(world.services, by, user, later())).rejects.toMatchObject({ code: "invalid_state" });
  });

  test("keeps to a quota of its own, and to the configured one again", async () => {
    const { by } = await newAdmin();
    const user = await register();
    expect(await changeUser(world.services, by, user.id, { quotaBytes: 500 })).toMatchObject({
      quotaBytes: 500,
      hasOwnQuota: true,
    });
    const limited = (await findUser(world.services.database, user.id)) ?? user;
    await expect(beginNewUpload(world.services, limited, someFile(501))).rejects.toMatchObject({
      code: "quota_exceeded",
    });
    expect(await changeUser(world.services, by, user.id, { quotaBytes: null })).toMatchObject({
      quotaBytes: world.services.config.userQuotaBytes,
      hasOwnQuota: false,
    });
  });

  test("is signed out everywhere", async () => {
    const { by } = await newAdmin();
    const user = await register();
    const session = await createSession(user);
    await endSessions(world.services, by, user);
    expect(await session()).toBeUndefined();
  });
});

describe("a reset link", () => {
  const tokenIn = (url: string) => new URL(url).hash.slice(1);
  const redeem = (token: string) =>
    redeemResetLink(world.services, { token, newPassword: "a password of my own", address: "192.0.2.8" });

  test("sets a new password once and ends every session", async () => {
    const { by } = await newAdmin();
    const user = await register();
    const session = await createSession(user);
    const { url } = await createResetLink(world.services, by, user);
    await redeem(tokenIn(url));
    expect(await session()).toBeUndefined();
    expect((await signIn(user.email, "a password of my own")).id).toBe(user.id);
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(redeem(tokenIn(url))).rejects.toMatchObject({ code: "invalid_reset_link" });
  });

  test("is stored as a hash, and works neither altered nor after the next one", async () => {
    const { by } = await newAdmin();
    const user = await register();
    const first = tokenIn((await createResetLink(world.services, by, user)).url);
    const second = tokenIn((await createResetLink(world.services, by, user)).url);
    const stored = JSON.stringify(await findUser(world.services.database, user.id));
    expect(stored).not.toContain(second.split(".")[1]);
    const other = await register();
    for (const token of [first, `${user.id}.`, `${other.id}.${second.split(".")[1]}`, "", "nonsense"]) {
      await expect(redeem(token)).rejects.toMatchObject({ code: "invalid_reset_link" });
    }
    await redeem(second);
  });
});

describe("removing a user", () => {
  test("takes images, files, address and account, and leaves those of others", async () => {
    const { by } = await newAdmin();
    const [user, other] = [await register(), await register()];
    const imageIds: string[] = [];
    for (const owner of [user, user, other]) {
      const file = someFile();
      const { image, upload } = await beginNewUpload(world.services, owner, file);
      expect((await sendBytes(upload, file.body)).status).toBe(200);
      const { traceId } = await getImage(world.services.database, { ownerId: owner.id, imageId: image.id });
      const events = Array.from({ length: 30 }, () => ({ at: image.uploadedAt, step: "stored", traceId }) as const);
      for (const event of events) await appendProcessingEvent(world.services.database, image.id, event);
      imageIds.push(image.id);
    }
    const countRecords = async () =>
      Promise.all(imageIds.map(async (id) => (await listEventKeys(world.services.database, id)).length));
    expect(await countRecords()).toEqual([30, 30, 30]);
    expect(await deleteUser(world.services, by, user, later())).toBe(true);
    expect(await countRecords()).toEqual([0, 0, 30]);
    const left = { where: "pk = :pk", values: { ":pk": keys.user(user.id).pk } };
    expect(await queryAll(world.services.database, left)).toEqual([]);
    expect(await findUser(world.services.database, user.id)).toBeUndefined();
    expect(await findUserByEmail(world.services.database, user.email)).toBeUndefined();
    expect(await listImageIds(world.services.database, user.id)).toEqual([]);
    expect(await listKeys(world.services.storage, `uploads/${user.id}/`)).toEqual([]);
    expect(await listKeys(world.services.storage, `uploads/${other.id}/`)).toHaveLength(1);
    expect((await register(user.email)).id).not.toBe(user.id);
  });

  test("that ran out of time is finished by the sweep, and nobody signs in meanwhile", async () => {
    const { by } = await newAdmin();
    const user = await register();
    await beginNewUpload(world.services, user, someFile());
    expect(await deleteUser(world.services, by, user, Date.now() - 1)).toBe(false);
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(changeUser(world.services, by, user.id, { disabled: false })).rejects.toMatchObject({
      code: "invalid_state",
    });
    expect(await continueUserRemovals(world.services, later())).toBeGreaterThan(0);
    expect(await findUser(world.services.database, user.id)).toBeUndefined();
  });
});

test("users are found by the beginning of their address, page by page", async () => {
  for (const name of ["zoe", "zora", "zebra"]) await register(`${name}@example.net`);
  const found = async (search: string) =>
    (await listUserAdminViews(world.services, { search, limit: 50 })).users.map(({ email }) => email);
  expect(await found("ZO")).toEqual(["zoe@example.net", "zora@example.net"]);
  expect(await found("zoe@example.net")).toEqual(["zoe@example.net"]);
  expect(await found("nobody")).toEqual([]);
  const first = await listUserAdminViews(world.services, { search: "z", limit: 2 });
  const second = await listUserAdminViews(world.services, { search: "z", limit: 2, cursor: first.nextCursor });
  expect([...first.users, ...second.users].map(({ email }) => email)).toEqual([
    "zebra@example.net",
    "zoe@example.net",
    "zora@example.net",
  ]);
});

describe("the audit log", () => {
  const toActions = async (userId: string) =>
    (await listAudit(world.services, { userId, limit: 50 })).events.map(({ action }) => action);

  test("tells what somebody did and what was done to them, newest first", async () => {
    const { user: admin, by } = await newAdmin();
    const user = await register();
    await signIn(user.email, "wrong password").catch(() => undefined);
    await signIn(user.email);
    await changeUser(world.services, by, user.id, { quotaBytes: 1_000 });
    await changeUser(world.services, by, user.id, { disabled: true });
    expect(await toActions(user.id)).toEqual([
      "user_disabled",
      "quota_changed",
      "signed_in",
      "sign_in_failed",
      "registered",
    ]);
    expect(await toActions(admin.id)).toEqual(["user_disabled", "quota_changed", "role_changed", "registered"]);
    const { events } = await listAudit(world.services, { userId: user.id, action: "quota_changed", limit: 5 });
    expect(events).toEqual([
      expect.objectContaining({
        actor: { kind: "user", id: admin.id, email: admin.email },
        subject: { id: user.id, email: user.email },
        address: "192.0.2.1",
        details: { from: "default", to: 1_000 },
      }),
    ]);
  });

  test("notes an admin's look at a user once an hour", async () => {
    const { by } = await newAdmin();
    const user = await register();
    for (let i = 0; i < 3; i++) await viewUser(world.services, by, user.id);
    expect((await toActions(user.id)).filter((action) => action === "user_viewed")).toHaveLength(1);
  });

  test("keeps tries at unknown addresses, and nothing that may be a password", async () => {
    const before = new Date().toISOString();
    await signIn("never-registered@example.org").catch(() => undefined);
    await signIn("hunter2 hunter2").catch(() => undefined);
    const { events } = await listAudit(world.services, { from: before, action: "sign_in_failed", limit: 10 });
    expect(events.map(({ actor }) => actor.email)).toEqual([undefined, "never-registered@example.org"]);
  });

  test("is read in pages over months, by action and time, without gaps or repetitions", async () => {
    const actor = { kind: "operator" } as const;
    const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
    const times = Array.from({ length: 25 }, (_, index) => daysAgo(100 + index * 5));
    for (const [index, at] of times.entries()) {
      const action = index % 2 ? "signed_in" : "registered";
      // Two of the same moment, whose ids differ in their last character only.
      for (const id of ["AAA1", "AAA2"]) {
        await appendAuditEvent(world.services.database, { id, at, action, actor }, undefined);
      }
    }
    const readAll = async (query: Partial<Parameters<typeof listAudit>[1]>) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listAudit(world.services, { limit: 7, to: daysAgo(90), ...query, cursor });
        found.push(...page.events.map(({ at, id }) => `${at} ${id}`));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found;
    };
    const expected = times.flatMap((at) => [`${at} AAA2`, `${at} AAA1`]);
    expect(await readAll({})).toEqual(expected);
    expect(await readAll({ limit: 1 })).toEqual(expected);
    expect(await readAll({ action: "signed_in" })).toEqual(expected.filter((_, index) => index % 4 >= 2));
    const [from, to] = [times[9] ?? "", times[3] ?? ""];
    expect(await readAll({ from, to })).toEqual(expected.slice(8, 20));
  });

  test("is exported whole", async () => {
    await recordAudit(world.services, { action: "signed_in", actor: { kind: "operator" } });
    const exported = [];
    for await (const event of exportAudit(world.services, {})) exported.push(event);
    expect(exported[0]).toMatchObject({ action: "signed_in", actor: { kind: "operator" } });
    expect(auditCsvHeader).toContain("actorEmail");
  });

  test("forgets what is older than it is kept", async () => {
    const at = new Date(Date.now() - 401 * DAY_MS).toISOString();
    const event = { id: "OLD", at, action: "signed_in", actor: { kind: "user", id: "somebody" } } as const;
    await appendAuditEvent(world.services.database, event, undefined);
    expect(await toActions("somebody")).toEqual([]);
  });
});
