import { describe, expect, test, vi } from "vitest";
import { changeRole } from "#lib/accounts/change-access.ts";
import { closeAccount, keepAccount } from "#lib/accounts/close-account.ts";
import { DAYS_TO_KEEP } from "#lib/accounts/closed-account.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import { createApiToken } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { reopenUser } from "#lib/accounts/user-lifecycle-repository.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { bulkPrefix } from "#lib/bulk/bulk-objects.ts";
import { keys } from "#lib/database/keys.ts";
import { queryAll } from "#lib/database/query.ts";
import { originalsPrefix, renditionKey, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { continueCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import { snapshotsPrefix } from "#lib/library/bucket-snapshots.ts";
import { createAlbum } from "#lib/library/view-albums.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { countContents } from "#lib/operations/count-contents.ts";
import { continueUserRemovals } from "#lib/operations/delete-user.ts";
import { createShare } from "#lib/shares/manage-shares.ts";
import { openShare } from "#lib/shares/open-share.ts";
import { listShareTargets } from "#lib/shares/share-repository.ts";
import { shareWithUser } from "#lib/shares/share-with-user.ts";
import { listKeys, writeObject } from "#lib/storage/objects.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { dyingAfter } from "#tests/support/dying-services.ts";
import { someClient, startTestServices } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const password = "correct horse battery staple";
const address = "192.0.2.7";
const WRONG = { code: "invalid_credentials" };

const world = provideServices({ ADMIN_EMAILS: "boss@example.org" });
let counter = 0;

const register = (email = `leaving${counter++}@example.org`) =>
  registerUser(world.services, { email, password, address: `address ${counter++}` });
const signIn = (email: string) => verifyCredentials(world.services, { email, password, address });
const keep = (email: string, given = password) => keepAccount(world.services, { email, password: given, address });
const close = (user: User) => closeAccount(world.services, user, { password, address });
const removeDue = () => continueUserRemovals(world.services, Date.now() + HOUR_MS);

/** Moves the day on which a closed account is deleted nearer. */
async function letDaysPass({ id }: User, days: number): Promise<void> {
  const { database } = world.services;
  const { disabledAt, deletesAt } = (await findUser(database, id)) ?? {};
  if (disabledAt === undefined || deletesAt === undefined) return;
  const earlier = (time: string) => new Date(Date.parse(time) - days * DAY_MS).toISOString();
  const nearer = earlier(deletesAt);
  await setAttributes(database, keys.user(id), {
    disabledAt: earlier(disabledAt),
    deletesAt: nearer,
    openSk: `${nearer}#${id}`,
  });
}

async function userWithPhotos() {
  const user = await register();
  const file = someFile();
  const { image, upload } = await beginNewUpload(world.services, user, file);
  await sendBytes(upload, file.body);
  await makeReady(world.services, image);
  const { storage } = world.services;
  const contentType = "image/webp";
  await writeObject(storage, renditionKey(user.id, image.id, "thumbnail"), file.body, { contentType });
  await writeObject(storage, `${snapshotsPrefix(user.id)}1.sqlite.zst`, file.body, { contentType });
  await writeObject(storage, `${bulkPrefix(user.id)}plan`, file.body, { contentType });
  await createAlbum(world.services, user, { name: "Sea" });
  const by = { actor: userActor(user) };
  const { token } = await createShare(world.services, user, by, { ids: [image.id] });
  return { user, bytes: file.body.length, token };
}

async function expectNothingLeft(user: User): Promise<void> {
  const { database, storage } = world.services;
  expect(await queryAll(database, { where: "pk = :pk", values: { ":pk": keys.user(user.id).pk } })).toEqual([]);
  for (const toPrefix of [originalsPrefix, renditionsOfUserPrefix, snapshotsPrefix, bulkPrefix]) {
    expect(await listKeys(storage, toPrefix(user.id))).toEqual([]);
  }
  expect(await findUserByEmail(database, user.email)).toBeUndefined();
}

describe("an account that its owner closes", () => {
  test("is disabled at once with its sessions and shares, and kept by whoever knows its password", async () => {
    const { user, bytes, token } = await userWithPhotos();
    expect(await countContents(world.services, user)).toEqual({
      imageCount: 1,
      usedBytes: bytes,
      albumCount: 1,
      tagCount: 0,
      shareCount: 1,
    });
    const session = await createApiToken(world.services, user, someClient);
    const findSession = () =>
      findRequestUser(world.services, { authorization: `Bearer ${session.token}`, cookie: () => undefined });
    const visitor = { address, userAgent: "tests", cookie: () => undefined };
    expect(await findSession()).toBeDefined();
    await openShare(world.services, token, visitor);

    await expect(closeAccount(world.services, user, { password: "wrong" })).rejects.toMatchObject(WRONG);
    expect(await findSession()).toBeDefined();
    const deletesAt = await close(user);
    expect(Date.parse(deletesAt) - Date.now()).toBeGreaterThan((DAYS_TO_KEEP - 1) * DAY_MS);
    expect(await findSession()).toBeUndefined();
    await expect(openShare(world.services, token, visitor)).rejects.toMatchObject({ code: "not_found" });
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "account_closed", details: { deletesAt } });

    await expect(keep(user.email, "wrong")).rejects.toMatchObject(WRONG);
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "account_closed" });
    await keep(user.email);
    expect((await signIn(user.email)).id).toBe(user.id);
    expect(await findSession()).toBeUndefined();
    await openShare(world.services, token, visitor);
    await letDaysPass(user, DAYS_TO_KEEP + 1);
    expect(await removeDue()).toBe(0);
    expect(await findUser(world.services.database, user.id)).toMatchObject({ email: user.email });

    const { events } = await listAudit(world.services, { userId: user.id, limit: 50 });
    const actions = events.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["account_closed", "account_kept", "password_change_failed"]));
  });

  test("is gone after its days, with nothing left for the integrity walk to find", async () => {
    const { user } = await userWithPhotos();
    const owner = await register();
    const { album } = await createAlbum(world.services, owner, { name: "Sea" });
    await shareWithUser(world.services, owner, { actor: userActor(owner) }, { email: user.email, album: album.id });
    await close(user);
    await letDaysPass(user, DAYS_TO_KEEP - 1);
    expect(await removeDue()).toBe(0);
    expect(await listShareTargets(world.services.database, owner.id)).toHaveLength(1);
    expect(await findUser(world.services.database, user.id)).toBeDefined();
    await letDaysPass(user, 1.1);
    await expect(signIn(user.email)).rejects.toMatchObject(WRONG);
    await expect(keep(user.email)).rejects.toMatchObject(WRONG);
    expect(await removeDue()).toBe(1);
    await expectNothingLeft(user);
    expect(await listShareTargets(world.services.database, owner.id)).toEqual([]);
    const { id } = await startCheck(world.services, "check");
    const run = await continueCheck(world.services, id, { trashDays: 30, deadline: Date.now() + HOUR_MS });
    expect(JSON.stringify(run?.findings)).not.toContain(user.id);
    expect((await register(user.email)).id).not.toBe(user.id);
  });

  test("converges after its removal died at any call", async () => {
    const { user } = await userWithPhotos();
    await close(user);
    await letDaysPass(user, DAYS_TO_KEEP + 0.1);
    const silence = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (let calls = 0; (await findUser(world.services.database, user.id)) !== undefined; calls++) {
      expect(calls).toBeLessThan(200);
      await continueUserRemovals(dyingAfter(world.services, calls), Date.now() + HOUR_MS).catch(() => undefined);
    }
    silence.mockRestore();
    await expectNothingLeft(user);
  });

  test("is open or closed, whichever call of closing died", async () => {
    const admin = await changeRole(world.services, { actor: { kind: "operator" } }, await register(), "admin");
    for (let calls = 0; ; calls++) {
      expect(calls).toBeLessThan(50);
      const user = await changeRole(world.services, { actor: userActor(admin) }, await register(), "admin");
      const isDone = await closeAccount(dyingAfter(world.services, calls), user, { password, address }).then(
        () => true,
        () => false,
      );
      const { disabledAt, deletesAt } = (await findUser(world.services.database, user.id)) ?? {};
      expect(disabledAt === undefined).toBe(deletesAt === undefined);
      if (deletesAt === undefined) await close(user);
      await keep(user.email);
      expect(await signIn(user.email)).toMatchObject({ role: "admin" });
      if (isDone) break;
    }
  });

  test("is not that of the last admin, nor of one by ADMIN_EMAILS", async () => {
    const boss = await register("boss@example.org");
    const granted = await signIn(boss.email);
    await expect(close(granted)).rejects.toMatchObject({ code: "invalid_state" });
    await using other = await startTestServices();
    const account = { email: "only@example.org", password, address };
    const only = await registerUser(other.services, account);
    const admin = await changeRole(other.services, { actor: { kind: "operator" } }, only, "admin");
    await expect(closeAccount(other.services, admin, { password })).rejects.toMatchObject({ code: "last_admin" });
  });

  test("is opened by an admin too, while one that an admin disabled is kept by nobody", async () => {
    const operator = { actor: { kind: "operator" } } as const;
    const user = await register();
    await close(user);
    await changeUser(world.services, operator, user.id, { disabled: false });
    expect((await signIn(user.email)).deletesAt).toBeUndefined();
    await changeUser(world.services, operator, user.id, { disabled: true });
    await expect(keep(user.email)).rejects.toMatchObject(WRONG);
    await expect(close(user)).rejects.toMatchObject({ code: "invalid_state" });
  });

  test("is kept by nobody once an admin has disabled it, and deleted all the same", async () => {
    const operator = { actor: { kind: "operator" } } as const;
    const user = await register();
    await close(user);
    await changeUser(world.services, operator, user.id, { disabled: true });
    await expect(signIn(user.email)).rejects.toMatchObject(WRONG);
    await expect(keep(user.email)).rejects.toMatchObject(WRONG);
    await changeUser(world.services, operator, user.id, { disabled: true });
    const { events } = await listAudit(world.services, { userId: user.id, limit: 50 });
    expect(events.filter(({ action }) => action === "user_disabled")).toHaveLength(1);
    await letDaysPass(user, DAYS_TO_KEEP + 0.1);
    expect(await removeDue()).toBe(1);
    await expectNothingLeft(user);
  });

  test("that is open stays so, and the audit log has that its password was confirmed", async () => {
    const user = await register();
    await keep(user.email);
    const { events } = await listAudit(world.services, { userId: user.id, limit: 50 });
    expect(events.find(({ action }) => action === "sign_in_failed")).toMatchObject({
      address,
      details: { reason: "account open, nothing to keep" },
    });
  });

  test("may lose a race with an admin who disables it while it is being kept", async () => {
    const user = await register();
    await close(user);
    const closed = await findUser(world.services.database, user.id);
    await changeUser(world.services, { actor: { kind: "operator" } }, user.id, { disabled: true });
    const now = new Date().toISOString();
    expect(await reopenUser(world.services.database, closed ?? user, now)).toBeUndefined();
  });
});
