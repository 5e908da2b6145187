import { createHash } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { runAdminCommand } from "#tests/support/admin-command.ts";
import { test as base, expect, openSession, type Person, registerPerson } from "#tests/support/fixtures.ts";
import type { TestFile } from "#tests/support/image-factory.ts";

export { expect };

export const adminPages = [
  "/admin",
  "/admin/users",
  "/admin/processing",
  "/admin/renditions",
  "/admin/integrity",
  "/admin/audit",
  "/admin/system",
];

interface AdminFixtures {
  /** An admin who is signed in to the browser. */
  admin: Person;
  /** Requests to the API as that admin. */
  adminApi: APIRequestContext;
}

export const test = base.extend<AdminFixtures>({
  admin: async ({ page, request }, use) => {
    const admin = await registerPerson(request);
    await runAdminCommand("grant", admin.email);
    await openSession(page, admin);
    await use(admin);
  },
  adminApi: async ({ admin, baseURL, playwright }, use) => {
    const request = await playwright.request.newContext({
      baseURL: baseURL ?? "",
      extraHTTPHeaders: { authorization: `Bearer ${admin.token}` },
    });
    await use(request);
    await request.dispose();
  },
});

/** Opens a user's page by searching for them. */
export async function openUser(page: Page, email: string): Promise<void> {
  await page.goto("/admin/users");
  await page.getByLabel("Email address begins with").fill(email);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: email }).click();
  await expect(page.getByRole("heading", { name: email })).toBeVisible();
}

/** Uploads a file through the API and waits until the worker is through with it. Returns the image's id. */
export async function uploadAndAwait(api: APIRequestContext, file: TestFile, status: string): Promise<string> {
  const begun = await api.post("/api/uploads", {
    data: {
      fileName: file.fileName,
      contentType: file.contentType,
      bytes: file.body.length,
      sha256: createHash("sha256").update(file.body).digest("hex"),
    },
  });
  const { image, upload } = await begun.json();
  const sent = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: file.body as BodyInit });
  expect(sent.status).toBe(200);
  await expect
    .poll(async () => (await (await api.get(`/api/images/${image.id}`)).json()).image.status, { timeout: 30_000 })
    .toBe(status);
  return image.id;
}
