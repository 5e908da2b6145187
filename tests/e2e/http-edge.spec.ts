import { randomBytes } from "node:crypto";
import { expect, registerPerson, test } from "#tests/support/fixtures.ts";
import { type RawAnswer, sendRaw } from "#tests/support/raw-request.ts";

const MEBIBYTE = 1024 * 1024;

function expectProblem(answer: RawAnswer, status: number, code: string) {
  expect(answer.status, answer.body).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(answer.body)).toMatchObject({ type: "about:blank", status, code });
}

function* zeros(bytes: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(MEBIBYTE);
  for (let sent = 0; sent < bytes; sent += chunk.byteLength) yield chunk;
}

test.describe("whatever is asked of /api gets a problem document", () => {
  for (const [path, status, code] of [
    ["/api", 404, "not_found"],
    ["/api/", 404, "not_found"],
    ["/api/images/", 404, "not_found"],
    ["/api//images", 404, "not_found"],
    ["/api/nothing/at/all", 404, "not_found"],
    ["/api/auth/nothing", 404, "not_found"],
    ["/api/%zz", 422, "invalid_request"],
    ["/api/shared/.", 422, "invalid_request"],
    ["/api/images/%ED%A0%80", 422, "invalid_request"],
    [`/api/images?cursor=${"x".repeat(9_000)}`, 422, "invalid_request"],
  ] as const) {
    test(`${path.slice(0, 40)} is answered ${status}`, async ({ baseURL }) => {
      expectProblem(await sendRaw(baseURL ?? "", { path }), status, code);
    });
  }

  test("a method that a path does not take is told those it takes", async ({ baseURL }) => {
    for (const [method, path, allow] of [
      ["DELETE", "/api/health", "GET, HEAD, OPTIONS"],
      ["GET", "/api/login", "OPTIONS, POST"],
      ["PUT", "/api/images/01ARZ3NDEKTSV4RRFFQ69G5FAV", "DELETE, GET, HEAD, OPTIONS, PATCH"],
      ["GET", "/api/images/lookup", "OPTIONS, POST"],
      ["TRACE", "/api/images", "GET, HEAD, OPTIONS"],
      ["PROPFIND", "/api/images", "GET, HEAD, OPTIONS"],
      ["TRACE", "/", "GET, HEAD, OPTIONS"],
      ["POST", "/sign-in", "GET, HEAD, OPTIONS"],
    ] as const) {
      const answer = await sendRaw(baseURL ?? "", { method, path });
      expectProblem(answer, 405, "method_not_allowed");
      expect(answer.headers.allow, `${method} ${path}`).toBe(allow);
    }
    const options = await sendRaw(baseURL ?? "", { method: "OPTIONS", path: "/api/images" });
    expect([options.status, options.headers.allow]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  test("a request for another protocol, with an expectation or by an unknown method is answered", async ({
    baseURL,
  }) => {
    const upgrade = (protocol: string) => ({ connection: "upgrade", upgrade: protocol });
    for (const protocol of ["h2c", "websocket"]) {
      const headers = upgrade(protocol);
      expect((await sendRaw(baseURL ?? "", { path: "/api/health", headers })).status, protocol).toBe(200);
      expect((await sendRaw(baseURL ?? "", { path: "/nowhere", headers })).status, protocol).toBe(404);
      expectProblem(await sendRaw(baseURL ?? "", { path: "/api/nowhere", headers }), 404, "not_found");
    }
    const headers = { expect: "wonders" };
    expect((await sendRaw(baseURL ?? "", { path: "/api/health", headers })).status).toBe(200);
    expectProblem(await sendRaw(baseURL ?? "", { method: "FOO", path: "/api/images" }), 400, "malformed_request");
  });

  test("an address that unfolds into thousands of characters signs nobody in", async ({ baseURL }) => {
    const body = JSON.stringify({ email: "\ufdfa".repeat(320), password: "some password" });
    const headers = { "content-type": "application/json" };
    const answer = await sendRaw(baseURL ?? "", { method: "POST", path: "/api/login", headers, body });
    expectProblem(answer, 422, "invalid_request");
  });
});

test("half a surrogate pair in a file name breaks no link", async ({ api }) => {
  const data = { fileName: "a\ud800b.jpg", contentType: "image/jpeg", bytes: 4, sha256: "ab".repeat(32) };
  const begun = await api.post("/api/uploads", {
    headers: { "content-type": "application/json" },
    data: JSON.stringify(data),
  });
  const { image, upload } = await begun.json();
  expect(image.fileName).toBe("a\ufffdb.jpg");
  expect(upload.method).toBe("PUT");
});

test("a change that is sent again with its key is answered with the one that was made", async ({ api }) => {
  const data = { fileName: "a.jpg", contentType: "image/jpeg", bytes: 4, sha256: "ab".repeat(32) };
  const { image } = await (await api.post("/api/uploads", { data })).json();
  const send = (key: string) =>
    api.post("/api/images/bulk", {
      headers: { "idempotency-key": key },
      data: { action: "favourite", ids: [image.id] },
    });
  const [first, again, tooLong] = [await send("one"), await send("one"), await send("x".repeat(256))];
  expect([first, again, tooLong].map((answer) => answer.status())).toEqual([200, 202, 422]);
  expect((await again.json()).change.id).toBe((await first.json()).change.id);
});

test.describe("a body", () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const path = "/api/auth/callback/credentials";

  test("of next-auth that names too great a length is refused before it is read", async ({ baseURL }) => {
    const headers = { ...form, "content-length": String(600 * MEBIBYTE) };
    const startedAt = Date.now();
    expectProblem(await sendRaw(baseURL ?? "", { method: "POST", path, headers, body: [] }), 413, "body_too_large");
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  test("of next-auth in chunks is read no further than its limit", async ({ baseURL }) => {
    const answer = await sendRaw(baseURL ?? "", { method: "POST", path, headers: form, body: zeros(8 * MEBIBYTE) });
    expectProblem(answer, 413, "body_too_large");
  });

  test("in chunks, of a stranger, is not kept in memory", async ({ baseURL }) => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const answer = await sendRaw(baseURL ?? "", {
      method: "POST",
      path: "/api/upload",
      headers,
      body: zeros(8 * MEBIBYTE),
    });
    expectProblem(answer, 401, "unauthenticated");
  });

  test("of a kind that next-auth cannot read is refused in words", async ({ baseURL }) => {
    const headers = { "content-type": "application/json" };
    const answer = await sendRaw(baseURL ?? "", { method: "POST", path, headers, body: "{" });
    expectProblem(answer, 415, "unsupported_media_type");
  });

  test("without a type for its file is taken for what it is", async ({ api, person, baseURL }) => {
    const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(64)]);
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="upload"\r\n\r\n';
    const answer = await sendRaw(baseURL ?? "", {
      method: "POST",
      path: "/api/upload",
      headers: { "content-type": "multipart/form-data; boundary=x", authorization: `Bearer ${person.token}` },
      body: [Buffer.concat([Buffer.from(head), photo, Buffer.from("\r\n--x--\r\n")])],
    });
    expect(answer.status, answer.body).toBe(202);
    const { image } = JSON.parse(answer.body);
    expect(image.contentType).toBe("image/jpeg");
    expect((await api.get(`/api/images/${image.id}`)).status()).toBe(200);
  });
});

test.describe("a name that is not this server's", () => {
  test("is not answered to", async ({ baseURL }) => {
    const port = new URL(baseURL ?? "").port;
    const answer = await sendRaw(baseURL ?? "", { path: "/sign-in", headers: { host: `evil.example:${port}` } });
    expectProblem(answer, 421, "misdirected_request");
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await sendRaw(baseURL ?? "", { path: "/sign-in", headers: { host } })).status, host).toBe(200);
    }
  });

  test("vouches for no origin", async ({ baseURL, request }) => {
    const { email, password } = await registerPerson(request);
    const { host, port } = new URL(baseURL ?? "");
    const login = (origin: string) =>
      sendRaw(baseURL ?? "", {
        method: "POST",
        path: "/api/login",
        headers: { host, origin, "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
    expectProblem(await login("http://evil.example"), 403, "forbidden_origin");
    expectProblem(await login(`http://evil.example:${port}`), 403, "forbidden_origin");
    expectProblem(await login(`https://${host}`), 403, "forbidden_origin");
    expectProblem(await login("null"), 403, "forbidden_origin");
    expect((await login(`http://127.0.0.1:${port}`)).status).toBe(200);
  });
});

test("answers of more than a kilobyte are compressed", async ({ baseURL }) => {
  const headers = { "accept-encoding": "gzip" };
  const answer = await sendRaw(baseURL ?? "", { path: "/api/openapi.json", headers });
  expect(answer.headers["content-encoding"]).toBe("gzip");
  expect(answer.headers.vary?.toLowerCase()).toContain("accept-encoding");
});

test("scripts and style sheets of a page are sent as Brotli to whoever takes it, else as they were", async ({
  request,
}) => {
  const html = await (await request.get("/sign-in")).text();
  const paths = Array.from(
    html.matchAll(/(?:src|href)="(\/_next\/static\/[^"?]+\.(?:js|css))/g),
    ([, path = ""]) => path,
  );
  expect(paths.some((path) => path.endsWith(".css"))).toBe(true);
  for (const path of new Set(paths)) {
    const [plain, small] = await Promise.all(
      ["identity", "gzip, deflate, br"].map((encoding) =>
        request.get(path, { headers: { "accept-encoding": encoding } }),
      ),
    );
    expect(await small?.text(), path).toBe(await plain?.text());
    const { "content-encoding": encoding, "content-type": type, ...headers } = small?.headers() ?? {};
    expect([encoding, headers.vary], path).toEqual(["br", "Accept-Encoding"]);
    expect(type, path).toBe(plain?.headers()["content-type"]);
    expect(headers["cache-control"], path).toMatch(/max-age=31536000, immutable/);
    expect(headers.etag, path).not.toBe(plain?.headers().etag);
    const length = (await plain?.body())?.byteLength ?? 0;
    expect(Number(headers["content-length"]), path).toBeLessThan(length);
  }
});

test("what is missing beside the icons is a page with its policy", async ({ request }) => {
  for (const path of ["/icon-of-nothing", "/favicon/of/nothing", "/icons", "/robots.txt.bak"]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(answer.headers()["content-security-policy"], path).toMatch(/script-src 'self' 'nonce-/);
  }
});

test("every answer is kept from other sites' pages", async ({ request }) => {
  for (const path of ["/sign-in", "/api/health", "/nothing"]) {
    expect((await request.get(path)).headers()["cross-origin-resource-policy"], path).toBe("same-origin");
  }
  // Of shared pages their own headers say that they are not to be listed, which a crawler has to be let in to read.
  expect(await (await request.get("/robots.txt")).text()).toMatch(/Allow: \/s\/\nDisallow: \/\n/);
  const icon = await request.get("/favicon.ico");
  expect([icon.status(), icon.headers()["content-type"]]).toEqual([200, "image/x-icon"]);
});
