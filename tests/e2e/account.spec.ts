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
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Your photos will appear here" })).toBeVisible();
  await expect(page).toHaveURL("/");
});

test("registering says beside the field what is wrong and keeps what was typed", async ({ page, person }) => {
  await page.goto("/register");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/already/);
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
});

test("a wrong password and an unknown address get the same sentence", async ({ page, person }) => {
  for (const email of [person.email, `${randomUUID()}@example.org`]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Incorrect email or password." })).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue(email);
  }
});

test("the password can be looked at while it is typed", async ({ page }) => {
  await page.goto("/sign-in");
  const password = page.getByLabel("Password");
  await password.fill("secret words");
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");
});

test("signing in leads back to the page that was asked for, and never to another site", async ({ page, person }) => {
  await page.goto("/account");
  await expect(page).toHaveURL("/sign-in?returnTo=%2Faccount");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/account");
  await page.goto("/sign-in?returnTo=%2F%2Fevil.example%2F");
  await expect(page).toHaveURL("/");
});

test("signing out ends the session", async ({ page, signedIn: _ }) => {
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/");
  await expect(page).toHaveURL("/sign-in");
});

test("signing out everywhere ends the other browsers' sessions too", async ({ page, browser, signedIn, api }) => {
  const elsewhere = await browser.newPage();
  await openSession(elsewhere, signedIn);
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
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
