import { expect, test } from "#tests/support/fixtures.ts";
import { storeImages } from "#tests/support/store-images.ts";

const OF_EACH_MONTH = 70;

test("a large share has months and pages, and each photo leads back to where it stands", async ({
  browser,
  page,
  baseURL,
  api,
  cloud,
  personId,
}) => {
  for (const at of ["2026-05-10T10:00:00.000Z", "2026-03-10T10:00:00.000Z"]) {
    await storeImages(cloud.database, { id: personId }, OF_EACH_MONTH, { uploadedAt: at, sortAt: at });
  }
  const answer = await api.post("/api/shares", { data: { query: { type: "image/jpeg" } } });
  expect(answer.status(), await answer.text()).toBe(201);
  const url = new URL((await answer.json()).url).pathname;
  const context = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
  const plain = await context.newPage();
  const photos = plain.getByRole("main").getByRole("listitem").getByRole("link");

  await plain.goto(url);
  await expect(plain.getByRole("heading", { level: 2 })).toHaveText(["May 2026", "March 2026"]);
  await expect(photos).toHaveCount(100);
  await expect(plain.getByText("1–100 of 140")).toBeVisible();
  await plain.getByRole("link", { name: "More photos" }).click();
  await expect(plain.getByRole("heading", { level: 2 })).toHaveText(["March 2026"]);
  await expect(photos).toHaveCount(40);
  const path = (await photos.nth(10).getAttribute("href")) ?? "";
  await photos.nth(10).click();
  await expect(plain).toHaveURL(path);
  await plain.getByRole("link", { name: "All photos" }).click();
  await expect(plain).toHaveURL(`${url}?start=100#${path.split("/").at(-1)}`);
  await expect(photos).toHaveCount(40);
  await plain.getByText("Months").click();
  await plain.getByRole("link", { name: "March 2026" }).click();
  await expect(plain).toHaveURL(`${url}?start=${OF_EACH_MONTH}`);
  await expect(photos).toHaveCount(OF_EACH_MONTH);
  await context.close();

  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(`${url}?start=100#${path.split("/").at(-1)}`);
});

test("a share that hides when photos were taken has no months", { tag: "@long" }, async ({
  page,
  api,
  cloud,
  personId,
}) => {
  for (const at of ["2026-05-10T10:00:00.000Z", "2026-03-10T10:00:00.000Z"]) {
    await storeImages(cloud.database, { id: personId }, 2, { uploadedAt: at, sortAt: at });
  }
  const data = { query: { type: "image/jpeg" }, showsTakenAt: false };
  const { url } = await (await api.post("/api/shares", { data })).json();
  await page.goto(new URL(url).pathname);
  await expect(page.getByRole("main").getByRole("listitem").getByRole("link")).toHaveCount(4);
  await expect(page.getByRole("heading", { level: 2 })).toHaveCount(0);
});
