import { randomBytes, randomUUID } from "node:crypto";
import { LANGUAGE_COOKIE } from "#app/_messages/languages.ts";
import { recipe } from "#lib/images/recipe.ts";
import { runAdminCommand } from "#tests/support/admin-command.ts";
import { openSession, signIn } from "#tests/support/fixtures.ts";
import { pngWithAlpha, smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { adminPages, expect, openUser, test, uploadAndAwait } from "./admin-steps.ts";

const adminCalls = ["overview", "users", "processing", "renditions", "integrity", "audit", "audit/export", "system"];

const PNG_HEADER_BYTES = 33;

/** A picture of which only the header is sound, unlike any other of the tests. */
async function brokenPicture(): Promise<TestFile> {
  const file = await pngWithAlpha();
  const body = Buffer.concat([file.body.subarray(0, PNG_HEADER_BYTES), randomBytes(64)]);
  return { ...file, fileName: `broken-${randomUUID()}.png`, body };
}

test("for visitors, users and demoted admins the admin part does not exist", { tag: "@long" }, async ({
  page,
  request,
  person,
  api,
}) => {
  const expectNothing = async (token: string | undefined) => {
    for (const path of adminPages) expect((await page.goto(path))?.status(), path).toBe(404);
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    for (const call of adminCalls) {
      const answer = await request.get(`/api/admin/${call}`, { headers });
      expect(answer.status(), call).toBe(404);
    }
    expect((await request.get("/api/metrics", { headers })).status()).toBe(404);
    const change = await request.post("/api/admin/integrity", { headers, data: { mode: "repair" } });
    expect(change.status()).toBe(404);
    expect((await request.post("/api/admin/renditions", { headers, data: {} })).status()).toBe(404);
    const pause = await request.patch("/api/admin/renditions/1", { headers, data: { command: "pause" } });
    expect(pause.status()).toBe(404);
    expect((await request.get("/api/admin/renditions/1/failures", { headers })).status()).toBe(404);
  };
  await expectNothing(undefined);
  await openSession(page, person);
  await expectNothing(person.token);
  await page.goto("/");
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(page.getByRole("menuitem", { name: "Admin" })).toHaveCount(0);

  // A second admin, so that the first can be demoted.
  const second = `${randomUUID()}@example.org`;
  await request.post("/api/register", { data: { email: second, password: person.password } });
  await runAdminCommand("grant", second);
  await runAdminCommand("grant", person.email);
  expect((await page.goto("/admin"))?.status()).toBe(200);
  expect((await api.get("/api/admin/users")).status()).toBe(200);
  await runAdminCommand("revoke", person.email);
  await expectNothing(person.token);
});

test("a cursor that a list did not give out opens the list at its beginning", { tag: "@long" }, async ({
  page,
  admin: _,
}) => {
  const cursor = Buffer.from('{"pk":"another list"}').toString("base64url");
  for (const path of ["users", "users?search=a", "audit", "renditions", "processing/groups/corrupt_image"]) {
    const address = `/admin/${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
    expect((await page.goto(address))?.status(), address).toBe(200);
  }
});

test("an admin finds the way from the account menu, and back", async ({ page, admin: _ }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Admin" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  for (const section of ["Users", "Processing", "Renditions", "Integrity", "Audit log", "System"]) {
    await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: section }).click();
    await expect(page.getByRole("heading", { name: section, level: 1 })).toBeVisible();
  }
  await page.getByRole("link", { name: "Your photos" }).click();
  await expect(page).toHaveURL("/");
});

test("an account is given a quota, disabled, enabled and removed", { tag: "@long" }, async ({
  page,
  admin: _,
  person,
  api,
  request,
}) => {
  await openUser(page, person.email);
  await page.getByRole("button", { name: "Set quota" }).click();
  await page.getByLabel("Gigabytes").fill("0.5");
  await page.getByRole("alertdialog").getByRole("button", { name: "Set quota" }).click();
  await expect(page.getByText("of 512 MB")).toBeVisible();
  expect((await (await api.get("/api/usage")).json()).quotaBytes).toBe(512 * 1024 * 1024);

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  expect((await api.get("/api/usage")).status()).toBe(401);
  const login = () => request.post("/api/login", { data: { email: person.email, password: person.password } });
  expect((await login()).status()).toBe(401);

  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Enable" }).click();
  await expect(page.getByRole("button", { name: "Disable" })).toBeVisible();
  expect((await login()).status()).toBe(200);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Type the email address to confirm").fill(person.email);
  await dialog.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page).toHaveURL("/admin/users");
  expect((await login()).status()).toBe(401);
  await page.goto(`/admin/users?search=${person.email}`);
  await expect(page.getByText("No address begins with")).toBeVisible();
});

test("a reset link sets a new password, once", { tag: "@long" }, async ({
  page,
  admin: _,
  person,
  browser,
  baseURL,
}) => {
  await openUser(page, person.email);
  await page.getByRole("button", { name: "Create reset link" }).click();
  const link = await page.getByRole("textbox", { name: "Reset link" }).inputValue();
  const theirs = await browser.newPage({ baseURL: baseURL ?? "" });
  const path = `/reset-password${new URL(link).hash}`;
  await theirs.goto(path);
  await theirs.getByLabel("New password").fill("a password of my own");
  await theirs.getByRole("button", { name: "Set password" }).click();
  await theirs.getByRole("link", { name: "Sign in" }).click();
  await signIn(theirs, { email: person.email, password: "a password of my own" });

  const again = await browser.newPage({ baseURL: baseURL ?? "" });
  await again.goto(path);
  await again.getByLabel("New password").fill("another password");
  await again.getByRole("button", { name: "Set password" }).click();
  await expect(again.getByRole("alert").filter({ hasText: "expired or was already used" })).toBeVisible();
  await theirs.close();
  await again.close();
});

test("the last admin cannot be taken away by the browser either", { tag: "@long" }, async ({ page, admin }) => {
  await openUser(page, admin.email);
  await expect(page.getByRole("button", { name: "Disable" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toHaveCount(0);
});

test("what happened stands in the audit log, to be filtered and exported", { tag: "@long" }, async ({
  page,
  admin,
  person,
  adminApi,
}) => {
  await openUser(page, person.email);
  await page.goto("/admin/audit");
  await page.getByLabel("User (email)").fill(person.email);
  await page.getByLabel("What", { exact: true }).selectOption({ label: "Account viewed" });
  await page.getByRole("button", { name: "Filter" }).click();
  const row = page.getByRole("row").filter({ hasText: "Account viewed" });
  await expect(row).toContainText(admin.email);
  await expect(row).toContainText(person.email);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("skylight-audit.csv");
  const csv = await adminApi.get("/api/admin/audit/export?action=user_viewed");
  expect(await csv.text()).toContain(`user_viewed,user,`);
  const json = await adminApi.get("/api/admin/audit/export?action=user_viewed&format=json");
  expect((await json.json()).length).toBeGreaterThan(0);
});

test("a failure is named by its kind, opened, retried and discarded", { tag: "@long" }, async ({
  page,
  admin: _,
  api,
  adminApi,
}) => {
  const file = await brokenPicture();
  const imageId = await uploadAndAwait(api, file, "failed");
  await page.goto("/admin/processing");
  const kinds = page.getByRole("region", { name: "Failures by kind" });
  await kinds.getByRole("link", { name: "corrupt_image" }).first().click();
  await expect(page.getByRole("heading", { name: "corrupt_image" })).toBeVisible();

  const { group } = await findGroup(adminApi, imageId);
  await page.goto(`/admin/processing/groups/${group}`);
  await page.getByRole("link", { name: file.fileName }).click();
  await expect(page.getByRole("region", { name: "Processing record" })).toContainText("Failed");
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("One retry requested.")).toBeVisible();
  await expect
    .poll(async () => (await (await api.get(`/api/images/${imageId}`)).json()).image.status, { timeout: 30_000 })
    .toBe("failed");

  await page.reload();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByLabel("Reason, for the audit log").fill("The owner knows.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("discarded", { exact: true })).toBeVisible();
  expect(await findGroup(adminApi, imageId)).toEqual({ group: undefined });
  const log = await (await adminApi.get("/api/admin/audit?action=failures_discarded")).json();
  expect(JSON.stringify(log)).toContain("The owner knows.");
});

/** The fingerprint of the kind that an image's open failure is of. */
async function findGroup(adminApi: Parameters<typeof uploadAndAwait>[0], imageId: string) {
  const { groups } = await (await adminApi.get("/api/admin/processing")).json();
  for (const { fingerprint } of groups) {
    const { failures } = await (await adminApi.get(`/api/admin/processing/groups/${fingerprint}?limit=200`)).json();
    if (failures.some((failure: { imageId?: string }) => failure.imageId === imageId)) return { group: fingerprint };
  }
  return { group: undefined };
}

test("the overview counts uploads, shows them over time, and tells Prometheus", { tag: "@long" }, async ({
  page,
  admin,
  api,
  adminApi,
}) => {
  const uploads = async () => (await (await adminApi.get("/api/admin/overview?period=hour")).json()).sums.uploads;
  const before = await uploads();
  await uploadAndAwait(api, await pngWithAlpha(), "ready");
  await expect.poll(uploads).toBeGreaterThan(before);
  await page.goto("/admin");
  for (const period of ["Hour", "30 days", "Day"]) {
    const link = page.getByRole("navigation", { name: "Period" }).getByRole("link", { name: period, exact: true });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "true");
  }
  await expect(page.locator(".recharts-surface").first()).toBeVisible();
  await page.getByText("Show as table").click();
  await expect(page.getByRole("table", { name: "Images by hour" })).toBeVisible();
  const metrics = await adminApi.get("/api/metrics");
  expect(metrics.headers()["content-type"]).toContain("text/plain");
  expect(await metrics.text()).toMatch(/^skylight_uploads_last_hour [1-9]/m);
  expect(admin.token).toBeTruthy();
});

test("health tells an admin which part works", async ({ adminApi }) => {
  expect(await (await adminApi.get("/api/health")).json()).toEqual({
    status: "ok",
    checks: { storage: "ok", queue: "ok", database: "ok", worker: "ok" },
  });
});

test("a check of everything runs to its end", async ({ page, admin: _ }) => {
  await page.goto("/admin/integrity");
  await page.getByRole("button", { name: "Check now", exact: true }).click();
  await expect(page.getByText(/No problems found\.|found, 0 repaired/)).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText(/Started .* UTC/)).toBeVisible();
});

test("the library is rendered again, paused, resumed and cancelled", { tag: "@long" }, async ({
  page,
  admin,
  adminApi,
  api,
}) => {
  // The job that goes on with it runs by schedule.
  test.slow();
  // At one or two a minute, three keep it busy for longer than this takes.
  for (const seed of [1, 2, 3]) await uploadAndAwait(api, await smallPhoto(seed), "ready");
  const newest = async () => (await (await adminApi.get("/api/admin/renditions")).json()).rerenders[0];
  await expect.poll(async () => (await newest())?.state, { timeout: 90_000 }).toBe("done");
  await page.goto("/admin/renditions");
  await expect(page.getByRole("region", { name: `Recipe ${recipe.version}` })).toContainText("1600 × 1600");
  await page.getByRole("button", { name: "Render again" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText(/cost on AWS for all \d+ images: (less than )?\$[\d.]+/);
  await dialog.getByLabel("Images a minute, at most").fill("1");
  await dialog.getByLabel("Include up-to-date images").check();
  await dialog.getByRole("button", { name: "Render again" }).click();
  await expect(dialog).toHaveCount(0);

  const { number } = await newest();
  const current = page.getByRole("region", { name: `Re-render ${number}`, exact: true });
  await expect(current.getByRole("progressbar")).toBeVisible();
  const again = await adminApi.post("/api/admin/renditions", { data: {} });
  expect(again.status()).toBe(409);
  await current.getByRole("button", { name: "Pause" }).click();
  await expect(current.getByText("paused", { exact: true })).toBeVisible();
  expect(await newest()).toMatchObject({ number, state: "paused", isForced: true, startedBy: admin.email });
  await current.getByRole("button", { name: "Change pace" }).click();
  await dialog.getByLabel("Images a minute, at most").fill("2");
  await dialog.getByRole("button", { name: "Change pace" }).click();
  await current.getByRole("button", { name: "Resume" }).click();
  await expect(current.getByText("At most 2 a minute")).toBeVisible();
  await current.getByRole("button", { name: "Cancel re-render" }).click();
  await dialog.getByRole("button", { name: "Cancel re-render" }).click();
  const history = page.getByRole("region", { name: "Re-renders" });
  await expect(history.getByRole("row").filter({ hasText: admin.email }).first()).toContainText("cancelled");
  await expect(current).toHaveCount(0);

  // Of the recipe as it stands there is nothing to do.
  await page.getByRole("button", { name: "Render again" }).click();
  await dialog.getByRole("button", { name: "Render again" }).click();
  await expect.poll(async () => (await newest()).number).toBe(number + 1);
  await expect.poll(async () => (await newest()).state, { timeout: 90_000 }).toBe("done");
  expect(await newest()).toMatchObject({ isForced: false, rendered: 0, failed: 0 });

  const { events } = await (await adminApi.get("/api/admin/audit?limit=200")).json();
  const actions = events
    .filter(({ actor }: { actor: { email?: string } }) => actor.email === admin.email)
    .map(({ action }: { action: string }) => action)
    .filter((action: string) => action.startsWith("rerender"));
  expect(actions).toEqual([
    "rerender_started",
    "rerender_cancelled",
    "rerender_resumed",
    "rerender_pace_changed",
    "rerender_paused",
    "rerender_started",
  ]);
});

test("no page tells a secret", async ({ page, admin: _ }) => {
  await page.goto("/admin/system");
  await expect(page.getByText("Largest file")).toBeVisible();
  const text = (await page.content()).toLowerCase();
  for (const word of ["nextauth_secret", "secret_access_key", "secretaccesskey"]) expect(text).not.toContain(word);
});

test("every page is accessible, wide and on a phone, light and dark, English and German", { tag: "@long" }, async ({
  page,
  admin,
  api,
  adminApi,
  person,
  baseURL,
  expectAccessible,
}) => {
  // A dozen pages, each in two sizes and looks.
  test.slow();
  const imageId = await uploadAndAwait(api, await brokenPicture(), "failed");
  const { users } = await (await adminApi.get(`/api/admin/users?search=${person.email}`)).json();
  const { group } = await findGroup(adminApi, imageId);
  const details = [
    `/admin/users/${users[0].id}`,
    `/admin/processing/groups/${group}`,
    `/admin/processing/images/${users[0].id}/${imageId}`,
    "/reset-password",
  ];
  expect(admin.email).toBeTruthy();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  for (const [width, colorScheme, language] of [
    [1280, "light", "en"],
    [390, "dark", "de"],
  ] as const) {
    await page.setViewportSize({ width, height: 850 });
    await page.emulateMedia({ colorScheme });
    await page.context().addCookies([{ name: LANGUAGE_COOKIE, value: language, url: baseURL ?? "" }]);
    for (const path of [...adminPages, ...details]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expectAccessible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(overflow, `${path} scrolls sideways at ${width} px`).toBe(false);
    }
  }
  expect(complaints).toEqual([]);
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("an account is found and given a quota", async ({ page, admin: _, person }) => {
    await page.goto("/admin");
    await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Konten" }).click();
    await page.getByLabel("E-Mail-Adresse beginnt mit").fill(person.email);
    await page.getByRole("button", { name: "Suchen" }).click();
    await page.getByRole("link", { name: person.email }).click();
    await page.getByRole("button", { name: "Speichergrenze festlegen" }).click();
    await page.getByLabel("Gigabyte").fill("1.5");
    await page.getByRole("alertdialog").getByRole("button", { name: "Speichergrenze festlegen" }).click();
    await expect(page.getByText("von 1,5 GB")).toBeVisible();
    await expect(page.getByRole("region", { name: "Audit-Log" })).toContainText("Speichergrenze geändert");
    await expect(page.getByRole("region", { name: "Audit-Log" })).toContainText(/\d\d\.\d\d\.\d{4}, /);
  });
});
