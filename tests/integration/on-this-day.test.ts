import { expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { getOnThisDay } from "#lib/library/get-on-this-day.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();

test("the same day of earlier years is that of the photos' own clocks, with a favourite first", async () => {
  const { services } = world;
  const user = someUser();
  const at = (takenAt: string, more: Partial<Image> = {}, count = 1) =>
    storeImages(services.database, user, count, { takenAt, ...more });
  // In UTC it was the day before, and the day after.
  const [loved] = await at("2025-11-26T00:00:00+09:00", { favourite: true });
  await at("2025-11-26T23:59:59.999-08:00", {}, 2);
  const [newest] = await at("2019-11-26T12:00:00");
  await at("2019-11-26T11:00:00");
  await at("2025-11-25T23:59:59");
  await at("2025-11-27T00:00:00");
  await at("2026-11-26T08:00:00");
  await at("2024-11-26T08:00:00", { archived: true });
  await at("2023-11-26T08:00:00", { trashedAt: "2026-01-01T00:00:00.000Z" });
  await at("2022-11-26T08:00:00", { status: "failed", failureCode: "corrupt_image" });
  await storeImages(services.database, user, 1, { uploadedAt: "2021-11-26T08:00:00.000Z" });
  await storeImages(services.database, user, 1, { uploadedAt: "2019-11-26T18:00:00.000Z", favourite: true });
  await at("2024-02-29T10:00:00");
  await at("2023-03-01T10:00:00");
  const read = async (today: string) =>
    (await getOnThisDay(services, user, today)).map(({ date, count, cover }) => ({ date, count, id: cover.id }));
  expect(await read("2026-11-26")).toEqual([
    { date: "2025-11-26", count: 3, id: loved },
    // What says no time is on the timeline of that day too, where the row leads.
    { date: "2019-11-26", count: 3, id: newest },
  ]);
  expect(await read("2028-02-29")).toMatchObject([{ date: "2024-02-29", count: 1 }]);
  expect(await read("2026-03-02")).toEqual([]);
  expect(await getOnThisDay(services, someUser(), "2026-11-26")).toEqual([]);
});
