import { toListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { seedIndex } from "#tests/support/seed-index.ts";

const FILES = 250;

/** As after an outage of the worker; every fifth is one that cannot be helped. */
function* failedFiles(): Generator<Change> {
  for (let number = 0; number < FILES; number++) {
    const addedAtMs = Date.UTC(2024, 4, 1) + number * 1_000;
    yield {
      kind: "image",
      id: `01H${String(number).padStart(23, "0")}`,
      revision: 1,
      changedAtMs: addedAtMs,
      listed: toListedAttribute({
        fileName: `${number}.jpg`,
        contentType: "image/jpeg",
        bytes: 1_000,
        status: "failed",
        failureCode: number % 5 === 0 ? "unsupported_video" : "timed_out",
        favourite: false,
        archived: false,
        tags: [],
        albums: [],
        renditions: {},
        recipeVersion: "1",
        instantMs: addedAtMs,
        addedAtMs,
      }),
    };
  }
}

test("all files that failed are retried at once, also those of other pages, a few at a time", { tag: "@long" }, async ({
  page,
  person,
  personId,
  cloud,
  expectAccessible,
}) => {
  await seedIndex(cloud, personId, failedFiles());
  await openSession(page, person);
  const retried = new Set<string>();
  let open = 0;
  let mostOpen = 0;
  await page.route("**/api/images/*/retry", async (route) => {
    retried.add(route.request().url());
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    const response = await route.fetch();
    open -= 1;
    await route.fulfill({ response });
  });
  await page.goto("/failed");
  const all = page.getByRole("region", { name: "All of them" });
  await expect(all).toContainText("250 files could not be read");
  await expectAccessible();
  await all.getByRole("button", { name: "Retry all" }).click();
  // They are in the index only, so that the server knows of none of them.
  await expect(page.getByText("200 files cannot be retried any more")).toBeVisible({ timeout: 60_000 });
  expect(retried.size).toBe(200);
  expect(mostOpen).toBeLessThanOrEqual(4);
  await expect(all.getByRole("button", { name: "Delete all" })).toBeEnabled();
});
