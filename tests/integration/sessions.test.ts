import { beforeEach, describe, expect, test, vi } from "vitest";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import { MAX_SESSIONS } from "#lib/accounts/session.ts";
import { createApiToken, createSessionCookie, findSession, readToken } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { revokeSessions } from "#lib/accounts/user-repository.ts";
import { endSession, viewSessions } from "#lib/accounts/user-sessions.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import type { Services } from "#lib/services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();
let counter = 0;

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const inFirefox = { address: "192.0.2.1", userAgent: firefox };
const byCurl = { address: "unknown", userAgent: "curl/8.14.1" };

const register = () =>
  registerUser(world.services, {
    email: `person${counter++}@example.org`,
    password: "correct horse battery staple",
    address: `198.51.100.${counter}`,
  });

/** Asks with a session cookie, as a request would. */
const asking = (cookie: string, address?: string, services: Services = world.services, meantUserId?: string) =>
  findRequestUser(services, {
    authorization: null,
    cookie: (name) => (name === sessionCookieName(services.config) ? cookie : undefined),
    ...(address ? { address } : {}),
    meantUserId,
  });

/** The same installation with other settings. */
const configured = (change: Partial<Services["config"]>): Services => ({
  ...world.services,
  config: { ...world.services.config, ...change },
});

const list = (user: User) => viewSessions(world.services, user, { id: "" });

describe("sessions", () => {
  test("are listed with device, address and last use, the current one first", async () => {
    const user = await register();
    await createApiToken(world.services, user, byCurl);
    const cookie = await createSessionCookie(world.services, user, inFirefox);
    const current = (await asking(cookie))?.session;
    expect(await viewSessions(world.services, user, current ?? { id: "" })).toEqual([
      {
        id: current?.id,
        kind: "browser",
        device: "Firefox on Windows",
        address: "192.0.2.1",
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        expiresAt: expect.any(String),
        isCurrent: true,
      },
      expect.objectContaining({ kind: "api-token", device: "curl/8.14.1", isCurrent: false }),
    ]);
  });

  test("count for nothing where a page means another person than the one who is signed in by now", async () => {
    const [ann, bob] = [await register(), await register()];
    const cookie = await createSessionCookie(world.services, bob, inFirefox);
    expect(await asking(cookie, undefined, world.services, ann.id)).toBeUndefined();
    expect((await asking(cookie, undefined, world.services, bob.id))?.user.id).toBe(bob.id);
    const authorization = `Bearer ${(await createApiToken(world.services, bob, byCurl)).token}`;
    const byToken = { authorization, cookie: () => undefined, meantUserId: ann.id };
    expect((await findRequestUser(world.services, byToken))?.user.id).toBe(bob.id);
  });

  test("end one by one, and a copied cookie with them", async () => {
    const [user, other] = [await register(), await register()];
    const [first, second] = [
      await createSessionCookie(world.services, user, inFirefox),
      await createSessionCookie(world.services, user, inFirefox),
    ];
    const id = (await asking(first))?.session.id ?? "";
    const by = { actor: userActor(user), address: "192.0.2.1" };
    await expect(endSession(world.services, { actor: userActor(other) }, other, id)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await asking(first)).toBeDefined();
    await endSession(world.services, by, user, id);
    expect(await asking(first)).toBeUndefined();
    expect(await asking(second)).toBeDefined();
    await expect(endSession(world.services, by, user, id)).rejects.toMatchObject({ code: "not_found" });
    const { events } = await listAudit(world.services, { userId: user.id, action: "session_ended", limit: 5 });
    expect(events).toEqual([expect.objectContaining({ details: { device: "Firefox on Windows" } })]);
  });

  test("that ended with all others are listed no more", async () => {
    const user = await register();
    await createSessionCookie(world.services, user, inFirefox);
    const raised = await revokeSessions(world.services.database, user.id);
    expect(await list(raised ?? user)).toEqual([]);
  });

  test("are read together with their user by one call of the database", async () => {
    const user = await register();
    const cookie = await createSessionCookie(world.services, user, inFirefox);
    const { client } = world.services.database;
    const send = client.send;
    const commands: string[] = [];
    client.send = (async (...call: Parameters<typeof send>) => {
      commands.push(call[0].constructor.name);
      return send.apply(client, call);
    }) as typeof send;
    try {
      await asking(cookie);
    } finally {
      client.send = send;
    }
    expect(commands).toEqual(["BatchGetCommand"]);
  });

  test("of a script that signs in again and again make room for each other and sign no browser out", async () => {
    const user = await register();
    const cookie = await createSessionCookie(world.services, user, inFirefox);
    const tokens = Array.from({ length: MAX_SESSIONS + 20 }, () => createApiToken(world.services, user, byCurl));
    await Promise.all(tokens);
    const { token } = await createApiToken(world.services, user, byCurl);
    expect(await list(user)).toHaveLength(MAX_SESSIONS);
    expect(await asking(cookie)).toBeDefined();
    const authorization = `Bearer ${token}`;
    expect(await findRequestUser(world.services, { authorization, cookie: () => undefined })).toBeDefined();
  });
});

describe("a session's life", () => {
  const MINUTE_MS = 60_000;
  // Lives of minutes, as the database refuses what was signed a quarter of an hour before its own time.
  const shortLived = () => configured({ sessionSeconds: 12 * 60, sessionIdleSeconds: 6 * 60 });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    return () => {
      vi.useRealTimers();
    };
  });

  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  test("ends by disuse, and lasts with use", async () => {
    const user = await register();
    const services = shortLived();
    const used = await createSessionCookie(services, user, inFirefox);
    const unused = await createSessionCookie(services, user, inFirefox);
    for (let i = 0; i < 2; i++) {
      pass(4 * MINUTE_MS);
      expect(await asking(used, "192.0.2.99", services)).toBeDefined();
    }
    expect(await asking(unused, "192.0.2.99", services)).toBeUndefined();
    expect(await viewSessions(services, user, { id: "" })).toEqual([
      expect.objectContaining({ address: "192.0.2.99", lastUsedAt: new Date().toISOString() }),
    ]);
  });

  test("ends after its time however much it is used, also where the cookie was renewed", async () => {
    const user = await register();
    const services = shortLived();
    const cookie = await createSessionCookie(services, user, inFirefox);
    const claims = await readToken(services.config, "browser", cookie);
    for (let i = 0; i < 2; i++) {
      pass(5 * MINUTE_MS);
      expect(await asking(cookie, undefined, services)).toBeDefined();
    }
    pass(3 * MINUTE_MS);
    expect(await findSession(services, claims)).toBeUndefined();
  });

  test("of an API token is what was promised, used or not", async () => {
    const user = await register();
    const services = shortLived();
    const { token, expiresAt } = await createApiToken(services, user, byCurl);
    const authorization = `Bearer ${token}`;
    const byToken = () => findRequestUser(services, { authorization, cookie: () => undefined });
    pass(Date.parse(expiresAt) - Date.now() - MINUTE_MS);
    expect(await byToken()).toBeDefined();
    pass(2 * MINUTE_MS);
    expect(await byToken()).toBeUndefined();
  });

  test("is not written down at every request", async () => {
    const user = await register();
    const cookie = await createSessionCookie(world.services, user, inFirefox);
    const startedAt = new Date().toISOString();
    pass(4 * MINUTE_MS);
    await asking(cookie);
    expect(await list(user)).toEqual([expect.objectContaining({ lastUsedAt: startedAt })]);
    pass(MINUTE_MS);
    await asking(cookie);
    expect(await list(user)).toEqual([expect.objectContaining({ lastUsedAt: new Date().toISOString() })]);
  });
});

test("over TLS the cookies belong to this very host", () => {
  expect(sessionCookieName({ appUrl: "https://photos.example.org" })).toBe("__Host-next-auth.session-token");
  expect(sessionCookieName({ appUrl: "http://localhost:3000" })).toBe("next-auth.session-token");
});
