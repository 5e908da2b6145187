import { expect, test } from "vitest";
import { webConfig } from "#lib/config.ts";
import { getSystem } from "./get-system.ts";

const HOUR_MS = 3_600_000;

const environment = {
  BUCKET: "bucket",
  TABLE: "table",
  QUEUE_URL: "http://localhost:4566/queue",
  DEAD_LETTER_QUEUE_URL: "http://localhost:4566/dead",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "0".repeat(32),
};

const uptimeSince = (startedAtMs: number) =>
  getSystem(webConfig({ ...environment, STARTED_AT: new Date(startedAtMs).toISOString() })).uptimeSeconds;

test("a system is up since it started, not since the process that answers did", () => {
  expect(uptimeSince(Date.now() - HOUR_MS)).toBeCloseTo(3_600, -1);
  expect(getSystem(webConfig(environment)).uptimeSeconds).toBe(Math.round(process.uptime()));
});

test("a clock that was put back makes it no future", () => {
  expect(uptimeSince(Date.now() + HOUR_MS)).toBe(0);
});
