import { beforeAll, expect, test } from "vitest";
import { changeRole } from "#lib/accounts/change-access.ts";
import { changePassword } from "#lib/accounts/change-password.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { createResetLink, redeemResetLink } from "#lib/accounts/reset-link.ts";
import type { User } from "#lib/accounts/user.ts";
import { endSessions } from "#lib/accounts/user-sessions.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { provideServices } from "#tests/support/test-world.ts";

const operator: RequestActor = { actor: { kind: "operator" } };
const password = "correct horse battery staple";
const world = provideServices();
let counter = 0;
let owner: User;
let admin: User;
let by: RequestActor;

beforeAll(async () => {
  // One admin more than the tests use, as the last one can neither be demoted nor disabled.
  await changeRole(world.services, operator, await register(), "admin");
});

const register = () =>
  registerUser(world.services, { email: `person${counter++}@example.org`, password, address: `192.0.2.${counter}` });

const endings: [string, () => Promise<unknown>][] = [
  [
    "the owner changed the password",
    () => changePassword(world.services, owner, { currentPassword: password, newPassword: "a password of my own" }),
  ],
  ["the owner signed out everywhere", () => endSessions(world.services, { actor: userActor(owner) }, owner)],
  ["the account was disabled", () => changeUser(world.services, by, owner.id, { disabled: true })],
  [
    "the account was disabled and enabled again",
    async () => {
      await changeUser(world.services, by, owner.id, { disabled: true });
      await changeUser(world.services, by, owner.id, { disabled: false });
    },
  ],
  ["its maker is no admin any more", () => changeRole(world.services, operator, admin, "user")],
  [
    "its maker was no admin for a while",
    async () => {
      const demoted = await changeRole(world.services, operator, admin, "user");
      await changeRole(world.services, operator, demoted, "admin");
    },
  ],
  ["its maker was disabled", () => changeUser(world.services, operator, admin.id, { disabled: true })],
];

test.each(endings)("a reset link is over when %s", async (_, end) => {
  owner = await register();
  admin = await changeRole(world.services, operator, await register(), "admin");
  by = { actor: userActor(admin), address: "192.0.2.1" };
  const { url } = await createResetLink(world.services, by, owner);
  await end();
  const given = { token: new URL(url).hash.slice(1), newPassword: "a stranger's password", address: "192.0.2.2" };
  await expect(redeemResetLink(world.services, given)).rejects.toMatchObject({ code: "invalid_reset_link" });
});
