import { expect, test } from "vitest";
import { toActiveUsers } from "#lib/metrics/active-users.ts";
import { countActive, readCounts } from "#lib/metrics/counter-repository.ts";
import { toBuckets } from "#lib/metrics/time-bucket.ts";
import { createClients, startTestCloud } from "#tests/support/test-cloud.ts";

test("everybody counts once within each span, however often they come and by whichever process", async () => {
  await using cloud = await startTestCloud();
  const processes = [cloud.database, createClients(cloud.cloud).database];
  const come = async (at: string, ...people: string[]) => {
    for (const person of people) {
      await Promise.all(processes.flatMap((one) => [1, 2].map(() => countActive(one, person, new Date(at)))));
    }
  };
  const read = async (at: string) => {
    const now = new Date(at);
    const [hours, days] = await Promise.all([
      readCounts(cloud.database, "hour", toBuckets("day", now)),
      readCounts(cloud.database, "day", toBuckets("month", now)),
    ]);
    return { ...toActiveUsers(hours, days, now), today: days.at(-1)?.activeUsers, thisHour: hours.at(-1)?.activeUsers };
  };
  await come("2026-11-01T12:10:00Z", "ada", "ben", "cy", "dan");
  await come("2026-11-20T09:30:00Z", "ada", "ben");
  await come("2026-11-22T08:05:00Z", "ada", "ben", "cy");
  await come("2026-11-22T09:50:00Z", "ada");
  await come("2026-11-22T10:05:00Z", "ada");
  expect(await read("2026-11-22T10:30:00Z")).toEqual({ hour: 1, day: 3, month: 4, today: 3, thisHour: 1 });
  // A day later ben and cy were seen more than 24 hours ago; a month later dan is gone.
  expect(await read("2026-11-23T08:59:00Z")).toMatchObject({ hour: 0, day: 1, month: 4 });
  expect(await read("2026-12-01T08:00:00Z")).toMatchObject({ day: 0, month: 3 });
  expect(await read("2026-12-25T08:00:00Z")).toMatchObject({ month: 0 });
  // Whoever comes back after all spans have ended counts anew.
  await come("2026-12-26T08:00:00Z", "dan", "ada");
  expect(await read("2026-12-26T08:30:00Z")).toMatchObject({ hour: 2, day: 2, month: 2 });
});
