import { expect, test } from "vitest";
import { changeRole } from "#lib/accounts/change-access.ts";
import { isConfiguredAdmin } from "#lib/accounts/configured-admin.ts";
import { syncConfiguredAdmins } from "#lib/accounts/grant-configured-admins.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { createResetLink } from "#lib/accounts/reset-link.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { endSessions } from "#lib/accounts/user-sessions.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { deleteUser } from "#lib/operations/delete-user.ts";
import type { Services } from "#lib/services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const operator: RequestActor = { actor: { kind: "operator" } };
const later = () => Date.now() + 60_000;
const world = provideServices({ ADMIN_EMAILS: "first@example.org,guarded@example.org,again@example.org" });
let counter = 0;

const register = (email: string) =>
  registerUser(world.services, { email, password: "correct horse battery staple", address: `192.0.2.${counter++}` });

/** The same installation, started again with another list. */
const withAdminEmails = (...emails: string[]): Services => ({
  ...world.services,
  config: { ...world.services.config, adminEmails: new Set(emails) },
});

async function isAdmin(services: Services, { id }: User): Promise<boolean> {
  const user = await findUser(services.database, id);
  return user !== undefined && isConfiguredAdmin(services.config, user);
}

test("an address in ADMIN_EMAILS makes its first account an admin, and nobody after that account is gone", async () => {
  const first = await register("first@example.org");
  expect(await isAdmin(world.services, first)).toBe(true);
  expect(await deleteUser(world.services, operator, first, later())).toBe(true);
  const stranger = await register("first@example.org");
  expect(await isAdmin(world.services, stranger)).toBe(false);
});

test("other admins can change nothing of an account that ADMIN_EMAILS makes an admin", async () => {
  const guarded = await register("guarded@example.org");
  const admin = await changeRole(world.services, operator, await register("stored@example.org"), "admin");
  const by = { actor: userActor(admin), address: "192.0.2.1" };
  const refused = { code: "invalid_state" };
  await expect(changeUser(world.services, by, guarded.id, { disabled: true })).rejects.toMatchObject(refused);
  await expect(changeUser(world.services, by, guarded.id, { quotaBytes: 1 })).rejects.toMatchObject(refused);
  await expect(changeUser(world.services, by, guarded.id, { role: "user" })).rejects.toMatchObject(refused);
  await expect(deleteUser(world.services, by, guarded, later())).rejects.toMatchObject(refused);
  await expect(createResetLink(world.services, by, guarded)).rejects.toMatchObject(refused);
  await expect(endSessions(world.services, by, guarded)).rejects.toMatchObject(refused);
  // What they do to their own account they may.
  await endSessions(world.services, { actor: userActor(guarded) }, guarded);
});

test("an address that the configuration drops and names anew is granted anew", async () => {
  const first = await register("again@example.org");
  expect(await deleteUser(world.services, operator, first, later())).toBe(true);
  const second = await register("again@example.org");
  await syncConfiguredAdmins(world.services);
  expect(await isAdmin(world.services, second)).toBe(false);
  const without = withAdminEmails("first@example.org", "guarded@example.org");
  await syncConfiguredAdmins(without);
  await syncConfiguredAdmins(world.services);
  expect(await isAdmin(world.services, second)).toBe(true);
  expect(await isAdmin(without, second)).toBe(false);
});

test("an account that exists already becomes an admin when its address is listed", async () => {
  const early = await register("early@example.org");
  const listed = withAdminEmails("early@example.org");
  expect(await isAdmin(listed, early)).toBe(false);
  await syncConfiguredAdmins(listed);
  expect(await isAdmin(listed, early)).toBe(true);
});
