import { createHash, randomBytes } from "node:crypto";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import sharp from "sharp";
import { expect, openSession, registerPerson, test } from "#tests/support/fixtures.ts";

/** A JPEG that nobody else has. */
async function somePhoto(): Promise<Buffer> {
  const { data, info } = { data: randomBytes(64 * 48 * 3), info: { width: 64, height: 48, channels: 3 as const } };
  return sharp(data, { raw: info }).jpeg({ quality: 80 }).toBuffer();
}

const file = (buffer: Buffer, name = "beach.jpg", mimeType = "image/jpeg") => ({
  multipart: { file: { name, mimeType, buffer } },
});

async function upload(api: APIRequestContext, photo: Buffer, name?: string) {
  const response = await api.post("/api/upload", file(photo, name));
  expect(response.status(), await response.text()).toBe(202);
  return (await response.json()).image as { id: string };
}

async function expectReady(api: APIRequestContext, id: string) {
  await expect
    .poll(async () => (await (await api.get(`/api/images/${id}`)).json()).image.status, { intervals: [50, 100, 200] })
    .toBe("ready");
}

async function expectProblem(response: APIResponse, status: number, code: string) {
  expect(response.status(), await response.text()).toBe(status);
  expect(response.headers()["content-type"]).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ status, code, type: "about:blank", detail: expect.any(String) });
}

test("what is uploaded comes back byte for byte, under its own name", async ({ api, request }) => {
  const photo = await somePhoto();
  const { id } = await upload(api, photo, "Sommer – Meer.jpg");
  await expectReady(api, id);

  const list = await (await api.get("/api/images?fields=sha256")).json();
  expect(list.images).toHaveLength(1);
  expect(list.images[0]).toMatchObject({
    id,
    fileName: "Sommer – Meer.jpg",
    contentType: "image/jpeg",
    bytes: photo.byteLength,
    sha256: createHash("sha256").update(photo).digest("hex"),
    width: 64,
    height: 48,
    renditions: { thumbnail: { width: 64, height: 48 } },
  });

  const { url, expiresAt } = await (await api.get(`/api/get-url?id=${id}`)).json();
  const lifeMs = Date.parse(expiresAt) - Date.now();
  expect(lifeMs).toBeGreaterThan(14 * 60_000);
  expect(lifeMs).toBeLessThanOrEqual(15 * 60_000);
  const download = await request.get(url);
  expect((await download.body()).equals(photo)).toBe(true);
  expect(download.headers()["content-disposition"]).toContain("filename*=UTF-8''Sommer%20%E2%80%93%20Meer.jpg");

  const thumbnail = await (await api.get(`/api/get-url?id=${id}&variant=thumbnail`)).json();
  const rendition = await request.get(thumbnail.url);
  expect(rendition.headers()["content-type"]).toBe("image/webp");
  expect(rendition.headers()["cache-control"]).toContain("immutable");
});

test("the timeline counts what was uploaded, a moment later as well, and has a version", async ({ api }) => {
  const timeline = async (query = "", headers: Record<string, string> = {}) =>
    api.get(`/api/timeline${query}`, { headers });
  expect(await (await timeline()).json()).toMatchObject({ months: [], total: 0, isComplete: true });
  const { id } = await upload(api, await somePhoto(), "Sommer – Meer.jpg");
  await expectReady(api, id);
  const answer = await timeline();
  const month = new Date().toISOString().slice(0, 7);
  const { version, ...counts } = await answer.json();
  expect(counts).toEqual({ months: [{ month, count: 1 }], total: 1, failed: 0, isComplete: true });
  const { etag = "" } = answer.headers();
  expect(etag).toContain(`"${version}"`);
  expect((await timeline("", { "if-none-match": etag })).status()).toBe(304);
  expect(await (await timeline("?q=somm")).json()).toMatchObject({ total: 1 });
  expect(await (await timeline("?q=winter")).json()).toMatchObject({ total: 0 });
  await expectProblem(await timeline("?favorite=true"), 422, "invalid_request");

  expect((await api.delete(`/api/images/${id}`)).status()).toBe(200);
  const later = await timeline("", { "if-none-match": etag });
  expect(later.status()).toBe(200);
  expect(await later.json()).toMatchObject({ total: 0 });
});

test("a signed link that is altered, or bare, is refused", async ({ api, request }) => {
  const { id } = await upload(api, await somePhoto());
  await expectReady(api, id);
  const { url } = await (await api.get(`/api/get-url?id=${id}`)).json();
  const altered = [
    url.split("?")[0],
    url.replace(/X-Amz-Expires=\d+/, "X-Amz-Expires=604800"),
    url.replace("/original", "/other"),
    url.replace(/X-Amz-Signature=.{4}/, "X-Amz-Signature=0000"),
  ];
  for (const link of altered) expect((await request.get(link)).status(), link).toBe(403);
});

test("a large file is announced first and goes straight to storage", async ({ api, request }) => {
  const photo = await somePhoto();
  const announcement = {
    fileName: "large.jpg",
    contentType: "image/jpeg",
    bytes: photo.byteLength,
    sha256: createHash("sha256").update(photo).digest("hex"),
  };
  const begun = await api.post("/api/uploads", { data: announcement });
  expect(begun.status()).toBe(201);
  const { image, upload: signed } = await begun.json();
  const put = await request.put(signed.url, { headers: signed.headers, data: photo });
  expect(put.status(), await put.text()).toBe(200);
  await expectReady(api, image.id);

  const again = await api.post("/api/uploads", { data: announcement });
  expect(again.status()).toBe(200);
  expect(await again.json()).toMatchObject({ duplicate: true, image: { id: image.id, status: "ready" } });
});

test("somebody else's image is not there, whatever is asked of it", async ({ api, playwright, baseURL }) => {
  const { id } = await upload(api, await somePhoto());
  await expectReady(api, id);
  const anonymous = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  const { token } = await registerPerson(anonymous);
  const stranger = await playwright.request.newContext({
    baseURL: baseURL ?? "",
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  for (const ask of [
    () => stranger.get(`/api/images/${id}`),
    () => stranger.get(`/api/images/${id}/events`),
    () => stranger.get(`/api/get-url?id=${id}`),
    () => stranger.get(`/api/get-url?id=${id}&variant=thumbnail`),
    () => stranger.delete(`/api/images/${id}`),
    () => stranger.delete(`/api/images/${id}?permanent=true`),
    () => stranger.post(`/api/images/${id}/restore`),
    () => stranger.post(`/api/images/${id}/retry`),
  ]) {
    await expectProblem(await ask(), 404, "not_found");
  }
  expect(await (await stranger.post("/api/images/lookup", { data: { ids: [id] } })).json()).toEqual({ images: [] });
  await expectProblem(await anonymous.get(`/api/images/${id}`), 401, "unauthenticated");
  expect((await api.get(`/api/images/${id}`)).status()).toBe(200);
  await stranger.dispose();
  await anonymous.dispose();
});

test("every step of an image is on its record, under the trace of its upload", async ({ api }) => {
  const trace = randomBytes(16).toString("hex");
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const response = await api.post("/api/upload", { ...file(await somePhoto()), headers });
  const { id } = (await response.json()).image;
  await expectReady(api, id);
  const { events } = await (await api.get(`/api/images/${id}/events`)).json();
  expect(events.map(({ step }: { step: string }) => step)).toEqual(
    expect.arrayContaining(["upload_begun", "stored", "inspected", "rendered", "ready"]),
  );
  expect(events.filter(({ traceId }: { traceId: string }) => traceId !== trace)).toEqual([]);
});

test("a deleted image waits in the trash, and is gone for good when told so", async ({ api }) => {
  const { id } = await upload(api, await somePhoto());
  await expectReady(api, id);
  await expectProblem(await api.delete(`/api/images/${id}?permanent=true`), 409, "invalid_state");
  expect((await (await api.delete(`/api/images/${id}`)).json()).image.trashedAt).toBeDefined();
  expect((await (await api.get("/api/images")).json()).images).toEqual([]);
  await api.post(`/api/images/${id}/restore`);
  expect((await (await api.get("/api/images")).json()).images).toHaveLength(1);
  await api.delete(`/api/images/${id}`);
  expect((await api.delete(`/api/images/${id}?permanent=true`)).status()).toBe(204);
  await expectProblem(await api.get(`/api/images/${id}`), 404, "not_found");
  expect(await (await api.get("/api/usage")).json()).toMatchObject({ usedBytes: 0, reservedBytes: 0, imageCount: 0 });
});

test("a token ends with signing out everywhere", async ({ api }) => {
  expect((await api.post("/api/account/sign-out-everywhere")).status()).toBe(204);
  await expectProblem(await api.get("/api/images"), 401, "unauthenticated");
});

test("a browser session ends with signing out everywhere, a copied cookie included", async ({ page, person, api }) => {
  await openSession(page, person);
  const cookies = await page.context().cookies();
  await api.post("/api/account/sign-out-everywhere");
  await page.context().addCookies(cookies);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get("/api/images")).status()).toBe(401);
});

test.describe("bad input", () => {
  test("is told what was expected", async ({ api }) => {
    const response = await api.post("/api/uploads", { data: { fileName: "", contentType: "image/jpeg", bytes: -1 } });
    await expectProblem(response, 422, "invalid_request");
    const { issues } = await response.json();
    expect(issues.map(({ path }: { path: string }) => path).sort()).toEqual(["bytes", "fileName", "sha256"]);
  });

  test("of a type that is no picture is refused before a byte is sent", async ({ api }) => {
    const data = { fileName: "a.svg", contentType: "image/svg+xml", bytes: 10, sha256: "0".repeat(64) };
    await expectProblem(await api.post("/api/uploads", { data }), 415, "unsupported_format");
    await expectProblem(
      await api.post("/api/upload", file(Buffer.from("<svg/>"), "a.svg", "image/svg+xml")),
      415,
      "unsupported_format",
    );
  });

  test("in every shape gets a problem document, not a crash", async ({ api }) => {
    const json = { "content-type": "application/json" };
    await expectProblem(await api.post("/api/uploads", { headers: json, data: "{" }), 422, "invalid_request");
    await expectProblem(await api.post("/api/uploads", { headers: json, data: "null" }), 422, "invalid_request");
    await expectProblem(
      await api.post("/api/uploads", { headers: { "content-type": "text/plain" }, data: "{}" }),
      415,
      "unsupported_media_type",
    );
    await expectProblem(
      await api.post("/api/uploads", { headers: json, data: `"${"x".repeat(300_000)}"` }),
      413,
      "body_too_large",
    );
    await expectProblem(await api.post("/api/upload", { data: {} }), 415, "unsupported_media_type");
    await expectProblem(
      await api.post("/api/upload", { headers: { "content-type": "multipart/form-data" }, data: "nonsense" }),
      422,
      "invalid_request",
    );
    await expectProblem(await api.post("/api/upload", file(Buffer.alloc(0))), 422, "invalid_request");
    await expectProblem(await api.get("/api/images?limit=0"), 422, "invalid_request");
    await expectProblem(await api.get("/api/images?favorite=true"), 422, "invalid_request");
    await expectProblem(await api.get("/api/images?limit=1&limit=2"), 422, "invalid_request");
    await expectProblem(await api.get("/api/images?cursor=bm9uc2Vuc2U"), 422, "invalid_cursor");
    await expectProblem(await api.get("/api/images/not-an-id"), 422, "invalid_request");
    await expectProblem(await api.get("/api/nothing-here"), 404, "not_found");
  });

  test("a body beyond the limit is refused and names the other way", async ({ api }) => {
    const response = await api.post("/api/upload", file(Buffer.alloc(34 * 1024 * 1024)));
    await expectProblem(response, 413, "body_too_large");
    expect((await response.json()).detail).toContain("/api/uploads");
  });
});

test.describe("a page of another site", () => {
  const origin = "https://evil.example";

  test("cannot change anything with the visitor's cookie", async ({ page, signedIn }) => {
    expect(signedIn.email).toBeTruthy();
    const before = await page.request.post("/api/account/sign-out-everywhere", { headers: { origin } });
    await expectProblem(before, 403, "forbidden_origin");
    const without = await page.request.post("/api/account/sign-out-everywhere");
    await expectProblem(without, 403, "forbidden_origin");
    expect((await page.request.get("/api/images")).status()).toBe(200);
  });

  test("cannot sign a visitor in", async ({ request, person }) => {
    const { email, password } = person;
    await expectProblem(
      await request.post("/api/login", { headers: { origin }, data: { email, password } }),
      403,
      "forbidden_origin",
    );
  });
});

test("sign-in answers alike for a wrong password and an unknown address", async ({ request, person }) => {
  const wrong = await request.post("/api/login", { data: { email: person.email, password: "not this one" } });
  const unknown = await request.post("/api/login", { data: { email: `x${person.email}`, password: "not this one" } });
  await expectProblem(wrong, 401, "invalid_credentials");
  expect(await unknown.json()).toEqual(await wrong.json());
});

test("an address can be registered once, in any spelling", async ({ request, person }) => {
  const again = { email: ` ${person.email.toUpperCase()} `, password: "another password" };
  await expectProblem(await request.post("/api/register", { data: again }), 409, "email_taken");
  const short = { email: `new-${person.email}`, password: "1234567" };
  await expectProblem(await request.post("/api/register", { data: short }), 422, "invalid_request");
});

test("health tells a stranger whether all runs, and the API describes itself", async ({ request }) => {
  expect(await (await request.get("/api/health")).json()).toEqual({ status: "ok" });
  const document = await (await request.get("/api/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  expect(document.paths["/uploads"].post.operationId).toBe("beginUpload");
});

test("nobody can write into the log through next-auth", async ({ request }) => {
  await expectProblem(await request.post("/api/auth/_log", { data: { level: "error" } }), 404, "not_found");
});

test("pages and answers carry their protections", async ({ request }) => {
  const page = await request.get("/sign-in");
  const policy = page.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'(;|$)/);
  expect(policy).toContain("frame-ancestors 'none'");
  const again = (await request.get("/sign-in")).headers()["content-security-policy"];
  expect(again).not.toBe(policy);
  for (const response of [page, await request.get("/api/health")]) {
    expect(response.headers()).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
    expect(response.headers()["x-powered-by"]).toBeUndefined();
  }
  expect((await request.get("/api/health")).headers()["content-security-policy"]).toContain("default-src 'none'");
});
