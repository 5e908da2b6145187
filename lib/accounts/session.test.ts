import { expect, test } from "vitest";
import { isSessionAlive, isTouchDue, MAX_SESSIONS, type Session, sessionsToDrop } from "./session.ts";

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const session = (change: Partial<Session> = {}): Session => ({
  id: "A",
  userId: "U",
  kind: "browser",
  sessionVersion: 1,
  device: "Firefox on Windows",
  createdAt: at(0),
  lastUsedAt: at(0),
  expiresAt: at(1_000),
  ...change,
});
const user = { sessionVersion: 1 };
const limits = { sessionIdleSeconds: 100 };

test.each([
  [99, session(), user, true],
  [100, session(), user, false],
  [150, session({ lastUsedAt: at(60) }), user, true],
  [999, session({ kind: "api-token" }), user, true],
  [1_000, session({ kind: "api-token" }), user, false],
  [1_000, session({ lastUsedAt: at(999) }), user, false],
  [1, session(), { sessionVersion: 2 }, false],
  [1, session(), { sessionVersion: 1, disabledAt: at(0) }, false],
] as const)("after %i seconds session %# is alive or not", (seconds, stored, owner, isAlive) => {
  expect(isSessionAlive(stored, owner, limits, start + seconds * 1000)).toBe(isAlive);
});

test("a use is written down every five minutes, and more often where the idle limit is short", () => {
  expect(isTouchDue(session(), { sessionIdleSeconds: 86_400 }, start + 299_000)).toBe(false);
  expect(isTouchDue(session(), { sessionIdleSeconds: 86_400 }, start + 300_000)).toBe(true);
  expect(isTouchDue(session(), limits, start + 10_000)).toBe(true);
});

test("ended sessions go, and beyond the bound the least recently used of the same kind", () => {
  const browsers = Array.from({ length: 40 }, (_, i) => session({ id: `B${i}`, lastUsedAt: at(i) }));
  const tokens = Array.from({ length: 60 }, (_, i) => session({ id: `T${i}`, kind: "api-token", lastUsedAt: at(i) }));
  const ended = session({ id: "ended" });
  const newest = session({ id: "new", kind: "api-token", lastUsedAt: at(999) });
  const all = [...browsers, newest, ...tokens, ended];
  const dropped = sessionsToDrop(all, newest, ({ id }) => id !== "ended");
  expect(dropped.map(({ id }) => id)).toEqual(["ended", "T0"]);
  expect(all.length - dropped.length).toBe(MAX_SESSIONS);
  const onlyBrowsers = Array.from({ length: MAX_SESSIONS }, (_, i) => session({ id: `B${i}`, lastUsedAt: at(i) }));
  expect(sessionsToDrop([...onlyBrowsers, newest], newest, () => true).map(({ id }) => id)).toEqual(["B0"]);
});
