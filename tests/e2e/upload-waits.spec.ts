import type { Page } from "@playwright/test";
import { expect, openSession, test } from "#tests/support/fixtures.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { asPayload, chooseFiles, isOriginalSent, tiles, uploadRow } from "./library-steps.ts";

/* Uploads without a network, a server or a session. */

const panel = (page: Page) => page.getByRole("region", { name: "Uploads" });

async function photos(count: number) {
  const files = await Promise.all(Array.from({ length: count }, (_unused, index) => smallPhoto(index)));
  return files.map((file, index) => asPayload({ ...file, fileName: `${index}.jpg` }));
}

test("offline, uploads wait and say so, and go on by themselves", async ({ page, signedIn: _, context }) => {
  await page.goto("/");
  test.setTimeout(60_000);
  await chooseFiles(page, await photos(1));
  await expect(tiles(page, "ready")).toHaveCount(1);
  await context.setOffline(true);
  await chooseFiles(page, (await photos(8)).slice(1));
  await expect(panel(page).getByText("Waiting for the connection").first()).toBeVisible();
  await expect(uploadRow(page, "7.jpg")).toContainText("Waiting for the connection");
  await expect(panel(page)).not.toContainText("failed");
  await context.setOffline(false);
  await expect(tiles(page, "ready")).toHaveCount(8, { timeout: 30_000 });
  await expect(panel(page)).not.toContainText("Waiting");
});

test("what is chosen offline, before anything was ever uploaded, waits as well", { tag: "@long" }, async ({
  page,
  signedIn: _,
  context,
}) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Upload", exact: true })).toBeEnabled();
  await context.setOffline(true);
  await chooseFiles(page, await photos(2));
  await expect(panel(page).getByText("Waiting for the connection").first()).toBeVisible();
  await context.setOffline(false);
  await expect(tiles(page, "ready")).toHaveCount(2, { timeout: 30_000 });
});

test("a connection that breaks while a file is sent is tried again until it holds", { tag: "@long" }, async ({
  page,
  signedIn: _,
}) => {
  await page.goto("/");
  let attempts = 0;
  await page.route(isOriginalSent, (route) => {
    attempts += 1;
    return route.abort("connectionfailed");
  });
  await chooseFiles(page, await photos(1));
  await expect(uploadRow(page, "0.jpg")).toContainText("Waiting for the connection");
  expect(attempts).toBeGreaterThan(2);
  await page.unroute(isOriginalSent);
  await expect(uploadRow(page, "0.jpg")).toContainText("Uploaded", { timeout: 15_000 });
});

test("a server that is away is asked again until it is there", { tag: "@long" }, async ({ page, signedIn: _ }) => {
  await page.goto("/");
  const problem = { type: "about:blank", title: "Service Unavailable", status: 503, detail: "Please try again." };
  const body = JSON.stringify({ ...problem, code: "unavailable" });
  let answers = 0;
  await page.route("**/api/uploads", (route) => {
    answers += 1;
    return answers < 3
      ? route.fulfill({ status: 503, contentType: "application/problem+json", body })
      : route.continue();
  });
  await chooseFiles(page, await photos(1));
  await expect(uploadRow(page, "0.jpg")).toContainText("Waiting for the connection");
  await expect(uploadRow(page, "0.jpg")).toContainText("Uploaded", { timeout: 15_000 });
  expect(answers).toBe(3);
});

test("when the session has ended one signs in beside the uploads, which then go on", { tag: "@long" }, async ({
  page,
  signedIn,
  context,
  expectAccessible,
}) => {
  await page.goto("/");
  test.setTimeout(60_000);
  await context.clearCookies({ name: "next-auth.session-token" });
  await chooseFiles(page, await photos(5));
  await expect(panel(page)).toContainText("Your session has ended");
  await expect(panel(page)).not.toContainText("failed");
  await expectAccessible();
  const opening = context.waitForEvent("page");
  await panel(page).getByRole("link", { name: "Sign in" }).click();
  const beside = await opening;
  await expect(beside.getByLabel("Email")).toBeVisible();
  await openSession(beside, signedIn);
  await beside.close();
  await expect(tiles(page, "ready")).toHaveCount(5, { timeout: 30_000 });
});
