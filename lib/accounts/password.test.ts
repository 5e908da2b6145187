import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

test("a flood of sign-ins is refused beyond a bound, with a time to come back, and those before it are served", async () => {
  const passwordHash = await hashPassword("correct horse");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 200 }, () => verifyPassword("correct horse", passwordHash)),
  );
  const served = outcomes.filter(({ status }) => status === "fulfilled");
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(served.length).toBeGreaterThanOrEqual(50);
  expect(served.length).toBeLessThanOrEqual(60);
  expect(served.every((outcome) => outcome.status === "fulfilled" && outcome.value)).toBe(true);
  for (const error of refused) {
    expect(error).toMatchObject({ code: "unavailable", details: { retryAfterSeconds: expect.any(Number) } });
  }
  expect(await verifyPassword("correct horse", passwordHash)).toBe(true);
}, 30_000);
