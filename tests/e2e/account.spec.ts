import { randomUUID } from "node:crypto";
import { expect, openSession, signIn, test } from "#tests/support/fixtures.ts";

const PASSWORD = "correct horse battery staple";

test("registering signs in at once and opens an empty library", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in");
  await page.getByRole("link", { name: "Create account" }).click();
  // The page that is left has fields of the same names.
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByLabel("Email").fill(`${randomUUID()}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Your photos will appear here" })).toBeVisible();
  await expect(page).toHaveURL("/");
});

test("registering says beside the field what is wrong and keeps what was typed", async ({ page, person }) => {
  await page.goto("/register");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/already/);
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(PASSWORD);
  await page.getByRole("link", { name: "Sign in instead" }).click();
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
});

test("the sign-in page shows the password, says when it is wrong, and what to do when it is forgotten", async ({
  page,
  person,
}) => {
  const password = page.getByLabel("Password", { exact: true });
  await test.step("the password can be looked at while it is typed", async () => {
    await page.goto("/sign-in");
    await password.fill("not the password");
    await expect(password).toHaveAttribute("type", "password");
    await page.getByRole("button", { name: "Show password" }).click();
    await expect(password).toHaveAttribute("type", "text");
  });
  await test.step("a wrong password and an unknown address get the same sentence", async () => {
    for (const email of [person.email, `${randomUUID()}@example.org`]) {
      await page.getByLabel("Email").fill(email);
      await password.fill("not the password");
      const answered = page.waitForResponse((response) => response.url().includes("/callback/credentials"));
      await page.getByRole("button", { name: "Sign in" }).click();
      await answered;
      await expect(page.getByRole("alert").filter({ hasText: "Incorrect email or password." })).toBeVisible();
      await expect(page.getByLabel("Email")).toHaveValue(email);
    }
  });
  await test.step("whoever forgot it, or has no reset link, is told how to get one", async () => {
    await page.getByRole("link", { name: "Forgot password?" }).click();
    await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
    await expect(page.getByText("Ask an admin of this site for a reset link.")).toBeVisible();
    await expect(page.getByLabel("New password")).toHaveCount(0);
  });
});

test("signing in leads back to the page that was asked for, and never to another site", async ({ page, person }) => {
  await page.goto("/account");
  await expect(page).toHaveURL("/sign-in?returnTo=%2Faccount");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/account");
  for (const path of ["//evil.example/", "/.//evil.example/"]) {
    await page.goto(`/sign-in?returnTo=${encodeURIComponent(path)}`);
    await expect(page).toHaveURL("/");
  }
});

test("signing out ends the session, a copy of its cookie included", async ({ page, browser, signedIn: _ }) => {
  await page.goto("/");
  const copy = await browser.newContext({ storageState: await page.context().storageState() });
  expect((await copy.request.get("/api/usage")).status()).toBe(200);
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in");
  expect((await copy.request.get("/api/usage")).status()).toBe(401);
  await copy.close();
});

test("the account page lists where one is signed in, and ends one without the others", { tag: "@long" }, async ({
  page,
  browser,
  signedIn,
  api,
}) => {
  const elsewhere = await browser.newPage({
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
  });
  await openSession(elsewhere, signedIn);
  await page.goto("/account");
  const sessions = page.getByRole("list", { name: "Where you're signed in" }).getByRole("listitem");
  await expect(sessions).toHaveCount(3);
  await expect(sessions.first()).toContainText("This browser");
  await expect(sessions.filter({ hasText: "API token" })).toHaveCount(1);
  await page.getByRole("button", { name: "Sign out Firefox on Windows" }).click();
  await expect(sessions).toHaveCount(2);
  await elsewhere.goto("/");
  await expect(elsewhere).toHaveURL("/sign-in");
  expect((await api.get("/api/usage")).status()).toBe(200);
  await page.getByRole("button", { name: /^Revoke API token/ }).click();
  await expect(sessions).toHaveCount(1);
  expect((await api.get("/api/usage")).status()).toBe(401);
  await page.reload();
  await expect(page).toHaveURL("/account");
  await elsewhere.close();
});

test("strangers' guesses keep nobody out of a browser they know, and the others are told how long to wait", {
  tag: "@long",
}, async ({ page, browser, signedIn }) => {
  const stranger = await browser.newPage();
  const tryToSignIn = async () => {
    const { csrfToken } = await (await stranger.request.get("/api/auth/csrf")).json();
    return stranger.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, email: signedIn.email, password: "not the password", json: "true" },
    });
  };
  let answer = await tryToSignIn();
  for (let i = 0; answer.status() !== 429 && i < 40; i++) answer = await tryToSignIn();
  expect(answer.status()).toBe(429);
  expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
  // Signs in again in the browser that was signed in before; what is gone is the session, not the memory of it.
  await page.context().clearCookies({ name: "next-auth.session-token" });
  await signIn(page, signedIn);
  await expect(page).toHaveURL("/");
  await stranger.close();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the sign-in page says that it needs them", async ({ page }) => {
    await page.goto("/sign-in");
    // Playwright finds no text in a noscript element, not even where it is shown.
    const note = page.locator("noscript p");
    await expect(note).toBeVisible();
    await expect(note).toContainText("This form needs JavaScript.");
  });
});

test("signing out everywhere ends the other browsers' sessions too", { tag: "@long" }, async ({
  page,
  browser,
  signedIn,
  api,
}) => {
  const elsewhere = await browser.newPage();
  await openSession(elsewhere, signedIn);
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  const question = page.getByRole("alertdialog", { name: "Sign out everywhere?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await elsewhere.goto("/");
  await expect(elsewhere).toHaveURL("/");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await question.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await elsewhere.goto("/");
  await expect(elsewhere).toHaveURL("/sign-in");
  expect((await api.get("/api/usage")).status()).toBe(401);
  await elsewhere.close();
});

test("a changed password counts from then on, and this session goes on", async ({ page, signedIn }) => {
  await page.goto("/account");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill("another horse entirely");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription("This is not your current password.");
  await page.getByLabel("Current password").fill(signedIn.password);
  await page.getByLabel("New password").fill("another horse entirely");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, { email: signedIn.email, password: "another horse entirely" });
  await expect(page).toHaveURL("/");
});

test("an account is deleted with its password, and kept by signing in", { tag: "@long" }, async ({
  page,
  signedIn,
  browser,
}) => {
  const copy = await browser.newContext({ storageState: await page.context().storageState() });
  await page.goto("/account");
  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete my account" });
  await expect(dialog.getByRole("listitem").first()).toHaveText("0 photos, 0 B, trash included");
  await dialog.getByLabel("Your password").fill("not the password");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByLabel("Your password")).toHaveAccessibleDescription(/not your current password/);
  await dialog.getByLabel("Your password").fill(signedIn.password);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByText(/This account is closed and will be deleted on/)).toBeVisible();
  expect((await copy.request.get("/api/usage")).status()).toBe(401);
  await copy.close();

  await page.getByLabel("Email").fill(signedIn.email);
  await page.getByLabel("Password", { exact: true }).fill(signedIn.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Keep my account" }).click();
  await expect(page.getByRole("heading", { name: "Your photos will appear here" })).toBeVisible();
});
