import { describe, expect, test } from "vitest";
import { changePassword } from "#lib/accounts/change-password.ts";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { countAttempt } from "#lib/accounts/rate-limit.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import { createApiToken, createSessionCookie } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail, revokeSessions } from "#lib/accounts/user-repository.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { someClient } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();
let counter = 0;

const password = "correct horse battery staple";
const newEmail = () => `person${counter++}@example.org`;
const register = (email = newEmail()) =>
  registerUser(world.services, { email, password, address: `address ${counter}` });
const signIn = (email: string, given = password) =>
  verifyCredentials(world.services, { email, password: given, address: `address ${counter}` });

async function toCredentials(user: User) {
  const { config } = world.services;
  const { token } = await createApiToken(world.services, user, someClient);
  const cookie = await createSessionCookie(world.services, user, someClient);
  const name = sessionCookieName(config);
  return {
    byToken: () => findRequestUser(world.services, { authorization: `Bearer ${token}`, cookie: () => undefined }),
    byCookie: () =>
      findRequestUser(world.services, {
        authorization: null,
        cookie: (asked) => (asked === name ? cookie : undefined),
      }),
    tokenAsCookie: () => findRequestUser(world.services, { authorization: null, cookie: () => token }),
    cookieAsToken: () =>
      findRequestUser(world.services, { authorization: `Bearer ${cookie}`, cookie: () => undefined }),
  };
}

describe("registering", () => {
  test("gives an address to one person, however many ask at once", async () => {
    const email = newEmail();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => register(email)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "email_taken" });
    }
    expect(await findUserByEmail(world.services.database, email)).toMatchObject({ email });
  });

  test("treats an address as the same however it is typed", () => {
    expect(normaliseEmail("  Ada@Example.ORG ")).toBe("ada@example.org");
    expect(normaliseEmail("ada@example.org")).toBe("ada@example.org");
  });

  test("never makes an admin and stores no password", async () => {
    const user = await register();
    expect(user.role).toBe("user");
    expect(JSON.stringify(user)).not.toContain(password);
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe("signing in", () => {
  test("takes the address in any case and the password exactly", async () => {
    const user = await register();
    expect((await signIn(user.email.toUpperCase())).id).toBe(user.id);
    await expect(signIn(user.email, `${password} `)).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  test("answers alike for a wrong password and for nobody", async () => {
    const user = await register();
    const wrong = await signIn(user.email, "wrong password").catch((error: unknown) => error);
    const nobody = await signIn(newEmail(), "wrong password").catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: "invalid_credentials" });
    expect((nobody as Error).message).toBe((wrong as Error).message);
  });

  test("costs the same for nobody as for somebody", async () => {
    const user = await register();
    const time = async (email: string) => {
      const start = process.cpuUsage();
      await signIn(email, "wrong password").catch(() => undefined);
      const { user: cpu, system } = process.cpuUsage(start);
      return cpu + system;
    };
    await time(newEmail());
    const median = async (email: () => string) => {
      const times = [];
      for (let i = 0; i < 5; i++) times.push(await time(email()));
      return times.sort((a, b) => a - b)[2] ?? 0;
    };
    const ratio = (await median(newEmail)) / (await median(() => user.email));
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test("is slowed down after too many tries", async () => {
    const user = await register();
    for (let i = 0; i < 11; i++) await signIn(user.email, "wrong password").catch(() => undefined);
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "too_many_requests" });
  });
});

test("a rate limit opens again with the next window", async () => {
  const limit = { what: "test", attempts: 2, seconds: 60 };
  const at = 1_700_000_000_000;
  const count = (ms: number) => countAttempt(world.services.database, limit, "somebody", ms);
  await count(at);
  await count(at);
  await expect(count(at)).rejects.toMatchObject({ code: "too_many_requests" });
  await count(at + 60_000);
});

describe("a session", () => {
  test("stands by cookie and by token, and neither can play the other", async () => {
    const user = await register();
    const session = await toCredentials(user);
    expect(await session.byToken()).toMatchObject({ via: "bearer", user: { id: user.id } });
    expect(await session.byCookie()).toMatchObject({ via: "cookie", user: { id: user.id } });
    expect(await session.tokenAsCookie()).toBeUndefined();
    expect(await session.cookieAsToken()).toBeUndefined();
  });

  test("ends everywhere at once", async () => {
    const user = await register();
    const session = await toCredentials(user);
    await revokeSessions(world.services.database, user.id);
    expect(await session.byToken()).toBeUndefined();
    expect(await session.byCookie()).toBeUndefined();
  });

  test("ends with a change of password, which needs the current one", async () => {
    const user = await register();
    const session = await toCredentials(user);
    const change = (currentPassword: string) =>
      changePassword(world.services, user, { currentPassword, newPassword: "another long password" });
    await expect(change("not it at all")).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await session.byCookie()).toBeDefined();
    const changed = await change(password);
    expect(await session.byCookie()).toBeUndefined();
    expect(await (await toCredentials(changed)).byCookie()).toBeDefined();
    await expect(signIn(user.email)).rejects.toMatchObject({ code: "invalid_credentials" });
    expect((await signIn(user.email, "another long password")).id).toBe(user.id);
  });

  test("that was altered does not stand", async () => {
    const { token } = await createApiToken(world.services, await register(), someClient);
    const altered = `${token.slice(0, -2)}${token.endsWith("A") ? "B" : "A"}${token.at(-1)}`;
    for (const authorization of [`Bearer ${altered}`, "Bearer", "Bearer  ", "Basic abc", "Bearer null"]) {
      expect(await findRequestUser(world.services, { authorization, cookie: () => undefined })).toBeUndefined();
    }
  });
});
