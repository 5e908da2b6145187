import { setTimeout } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { checkHealth } from "#lib/operations/check-health.ts";
import type { Services } from "#lib/services.ts";

afterEach(() => void vi.useRealTimers());

/** Parts that answer as they are told; the real ones fail only when they are taken away. */
function servicesWith(parts: { database: () => Promise<unknown>; storage?: () => Promise<unknown> }): Services {
  const fine = async () => ({});
  return {
    config: { workerSilenceSeconds: 30 },
    database: { client: { send: parts.database }, table: "skylight" },
    storage: { client: { send: parts.storage ?? fine }, bucket: "skylight" },
    queue: { client: { send: fine }, url: "http://queue" },
  } as unknown as Services;
}

const beat = async () => ({ Item: { at: new Date().toISOString() } });

test("a database that fails first is reported, and is no unhandled rejection", async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", listen);
  const health = await checkHealth(
    servicesWith({ database: () => Promise.reject(new Error("gone")), storage: () => setTimeout(20) }),
  );
  process.off("unhandledRejection", listen);
  expect(health).toEqual({
    status: "failing",
    checks: { storage: "ok", queue: "ok", database: "failing", worker: "failing" },
  });
  expect(unhandled).toEqual([]);
});

test("however many ask, the parts are asked once a second", async () => {
  let asked = 0;
  const services = servicesWith({
    database: async () => {
      asked++;
      return beat();
    },
  });
  vi.useFakeTimers({ toFake: ["performance"] });
  const answers = await Promise.all(Array.from({ length: 50 }, () => checkHealth(services)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["ok"]));
  expect(asked).toBe(1);
  vi.advanceTimersByTime(1_001);
  await checkHealth(services);
  expect(asked).toBe(2);
});
