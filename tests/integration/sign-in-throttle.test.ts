import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changePassword } from "#lib/accounts/change-password.ts";
import { takeGuess } from "#lib/accounts/guess-throttle.ts";
import { createKnownDevice } from "#lib/accounts/known-device.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { createResetLink, redeemResetLink } from "#lib/accounts/reset-link.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();
let counter = 0;

/** The clock stands still, so that no wait is over because a machine is slow. */
const stopClock = () => void vi.useFakeTimers({ toFake: ["Date"] });
afterEach(() => void vi.useRealTimers());

const password = "correct horse battery staple";
const register = () =>
  registerUser(world.services, {
    email: `person${counter++}@example.org`,
    password,
    address: `198.51.100.${counter}`,
  });
const signIn = (email: string, given: string, address: string) =>
  verifyCredentials(world.services, { email, password: given, address });
const throttled = { code: "too_many_requests", details: { retryAfterSeconds: expect.any(Number) } };

async function guess(email: string, address: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await signIn(email, "wrong password", address).catch(() => undefined);
}

describe("guesses at a password", () => {
  beforeEach(stopClock);

  test("from one address lock nobody out who comes from another", async () => {
    const user = await register();
    await guess(user.email, "192.0.2.66", 12);
    await expect(signIn(user.email, password, "192.0.2.66")).rejects.toMatchObject(throttled);
    expect((await signIn(user.email, password, "203.0.113.5")).id).toBe(user.id);
  });

  test("never keep out a browser that was signed in to the account before", async () => {
    const [user, other] = [await register(), await register()];
    await guess(user.email, "192.0.2.69", 12);
    const signInWith = (knownDevice: string, given = password) =>
      verifyCredentials(world.services, { email: user.email, password: given, address: "192.0.2.69", knownDevice });
    const known = await createKnownDevice(world.services.config, user);
    expect((await signInWith(known)).id).toBe(user.id);
    for (const foreign of [await createKnownDevice(world.services.config, other), "nonsense", ""]) {
      await expect(signInWith(foreign)).rejects.toMatchObject(throttled);
    }
    // It is a browser that may guess with it: those guesses take longer and longer too.
    for (let i = 0; i < 11; i++) await signInWith(known, "wrong password").catch(() => undefined);
    await expect(signInWith(known)).rejects.toMatchObject(throttled);
    expect((await signInWith(await createKnownDevice(world.services.config, user))).id).toBe(user.id);
  });

  test("are a stranger's from browsers that signed in before the password was changed", async () => {
    const user = await register();
    const before = await createKnownDevice(world.services.config, user);
    const newPassword = "another long password";
    const changed = await changePassword(world.services, user, { currentPassword: password, newPassword });
    await guess(user.email, "192.0.2.71", 12);
    const signInWith = (knownDevice: string) =>
      verifyCredentials(world.services, {
        email: user.email,
        password: newPassword,
        address: "192.0.2.71",
        knownDevice,
      });
    await expect(signInWith(before)).rejects.toMatchObject(throttled);
    expect((await signInWith(await createKnownDevice(world.services.config, changed))).id).toBe(user.id);
  });

  test("wait twice as long each time, up to a bound, and are forgotten with the hour", async () => {
    const { database } = world.services;
    const limit = { what: "test", freeGuesses: 2, maxWaitSeconds: 5 };
    let now = Date.UTC(2026, 0, 1);
    const tryOnce = () =>
      takeGuess(database, limit, "somebody", now).then(
        () => 0,
        (error) => Number(error.details.retryAfterSeconds),
      );
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      const wait = await tryOnce();
      waits.push(wait);
      now += wait * 1000;
      if (wait > 0) expect(await tryOnce()).toBe(0);
    }
    expect(waits).toEqual([0, 0, 0, 1, 2, 4, 5]);
    now += 60 * 60 * 1000;
    expect(await tryOnce()).toBe(0);
    expect(await tryOnce()).toBe(0);
  });

  test("made all at once count like guesses made one after the other", async () => {
    const { database } = world.services;
    const limit = { what: "test-at-once", freeGuesses: 3, maxWaitSeconds: 60 };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, () => takeGuess(database, limit, "somebody", Date.UTC(2026, 0, 1))),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
  });

  test("from anywhere in an IPv6 /64 count together", async () => {
    const user = await register();
    for (let i = 0; i < 12; i++) await guess(user.email, `2001:db8:7:1::${i.toString(16)}`, 1);
    await expect(signIn(user.email, password, "2001:db8:7:1:ffff::1")).rejects.toMatchObject(throttled);
    expect((await signIn(user.email, password, "2001:db8:7:2::1")).id).toBe(user.id);
  });

  test("of strangers do not keep the owner from changing the password", async () => {
    const user = await register();
    await guess(user.email, "192.0.2.67", 12);
    await changePassword(world.services, user, { currentPassword: password, newPassword: "another long password" });
  });
});

describe("the audit log", () => {
  const toActions = async (userId: string) =>
    (await listAudit(world.services, { userId, limit: 50 })).events.map(({ action }) => String(action));

  test("notes wrong current passwords", async () => {
    const user = await register();
    const change = { currentPassword: "not it at all", newPassword: "another long password", address: "192.0.2.9" };
    await changePassword(world.services, user, change).catch(() => undefined);
    expect(await toActions(user.id)).toEqual(["password_change_failed", "registered"]);
  });

  test("notes reset links that do not work, once an hour for each account and address", async () => {
    const user = await register();
    const from = new Date().toISOString();
    stopClock();
    const { url } = await createResetLink(world.services, { actor: { kind: "operator" } }, user);
    const secret = new URL(url).hash.slice(`#${user.id}.`.length);
    const wrong = `${user.id}.${secret.slice(1)}x`;
    for (const token of [wrong, "nonsense", wrong, "more nonsense", "nonsense"]) {
      const given = { token, newPassword: "another long password", address: "unknown" };
      await expect(redeemResetLink(world.services, given)).rejects.toMatchObject({ code: "invalid_reset_link" });
    }
    const { events } = await listAudit(world.services, { from, limit: 10 });
    // The clock stands still, so that their order says nothing.
    expect(events.map(({ action, actor }) => `${action} ${actor.id}`).sort()).toEqual([
      `password_reset_failed ${user.id}`,
      "password_reset_failed undefined",
      "reset_link_created undefined",
    ]);
  });

  test("notes throttled guesses, once an hour for each target and network", async () => {
    const user = await register();
    const from = new Date().toISOString();
    stopClock();
    await guess(user.email, "192.0.2.68", 16);
    const { events } = await listAudit(world.services, { from, limit: 50 });
    expect(events.filter(({ action }) => String(action) === "attempts_throttled")).toEqual([
      expect.objectContaining({ actor: { kind: "nobody", email: user.email }, address: "192.0.2.68" }),
    ]);
  });
});

describe("an address that is not registered", () => {
  test("costs a failed sign-in the same calls of the database as one that is", async () => {
    const user = await register();
    const calls = async (email: string) => {
      const { client } = world.services.database;
      const send = client.send;
      const names: string[] = [];
      client.send = (async (...call: Parameters<typeof send>) => {
        names.push(call[0].constructor.name);
        return send.apply(client, call);
      }) as typeof send;
      try {
        await signIn(email, "wrong password", "192.0.2.11").catch(() => undefined);
      } finally {
        client.send = send;
      }
      return names;
    };
    expect(await calls("nobody-at-all@example.org")).toEqual(await calls(user.email));
  });

  test("cannot be told from a registered one by registering without end", { tags: "long" }, async () => {
    const user = await register();
    const tryToRegister = (email: string, address: string) =>
      registerUser(world.services, { email, password, address }).then(
        () => "registered",
        (error) => error.code,
      );
    const outcomes = new Set<string>();
    for (let i = 0; i < 25; i++) outcomes.add(await tryToRegister(user.email, "192.0.2.12"));
    expect([...outcomes]).toEqual(["email_taken", "too_many_requests"]);
    // Beyond the limit a free address gets the same answer as a taken one.
    expect(await tryToRegister("free@example.org", "192.0.2.12")).toBe("too_many_requests");
    expect(await tryToRegister("free@example.org", "192.0.2.13")).toBe("registered");
    // Where nothing tells who asks, all are counted together, with a limit of its own.
    const together = await Promise.all(Array.from({ length: 205 }, () => tryToRegister(user.email, "unknown")));
    expect(new Set(together)).toEqual(new Set(["email_taken", "too_many_requests"]));
  });
});
