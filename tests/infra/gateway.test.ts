import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { type Gateway, MAX_GATEWAY_BYTES, startGateway, toGatewayPlan } from "./support/gateway.ts";
import { plan } from "./support/plan.ts";

const { program, motoEndpoint, folder } = inject("infra");
const MEBIBYTE = 1024 * 1024;
/** A first start builds the application. */
const START_LIMIT_MS = 600_000;
const person = { email: "ada@example.org", password: "correct horse battery" };
const json = { "content-type": "application/json" };

/** What API clients do, through the planned routes, limits and access log. */
describe.skipIf(!program || !motoEndpoint)("the API Gateway with traffic", () => {
  let app: RunningApp;
  let gateway: Gateway;
  let token = "";

  beforeAll(async () => {
    const state = join(folder, "none.tfstate");
    const planned = await plan("gateway", state, { api_enabled: true }, ["module.api"]);
    const source = readFileSync(join(folder, "main.tf"), "utf8");
    const [, mebibytes] = /gateway_upload_bytes = (\d+) \* local\.mebibyte/.exec(source) ?? [];
    const DIRECT_UPLOAD_MAX_BYTES = String(Number(mebibytes) * MEBIBYTE);
    app = await startApp({ environment: { DIRECT_UPLOAD_MAX_BYTES } });
    const routes = toGatewayPlan(planned);
    const here = routes.routes.map((one) => ({ ...one, uri: one.uri.replace("http://localhost:3000", app.url) }));
    gateway = await startGateway({ ...routes, routes: here });
  }, START_LIMIT_MS);

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await app?.stop();
  });

  const call = (path: string, init: RequestInit = {}) =>
    fetch(gateway.url + path, {
      ...init,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
    });
  const post = (path: string, body: object) =>
    call(path, { method: "POST", headers: json, body: JSON.stringify(body) });

  const upload = (body: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.set("file", new Blob([body], { type: "image/jpeg" }), "photo.jpg");
    return call("/upload", { method: "POST", body: form });
  };

  it("carries a photo from registering to its address, by paths without the prefix", async () => {
    expect((await post("/register", person)).status).toBe(201);
    token = ((await (await post("/login", person)).json()) as { token: string }).token;
    const { body } = await smallPhoto(1);
    const uploaded = await upload(new Uint8Array(body));
    expect(uploaded.status).toBe(202);
    const { image } = (await uploaded.json()) as { image: { id: string } };
    const list = async () =>
      (await (await call("/images?status=ready&limit=10")).json()) as { images: { id: string }[] };
    await waitUntil("the photo to be ready", async () => (await list()).images[0]?.id === image.id);
    const answer = await call(`/get-url?id=${image.id}&variant=thumbnail`);
    const { url } = (await answer.json()) as { url: string };
    expect((await fetch(url)).headers.get("content-type")).toBe("image/webp");
    // By the last route, which hands on what it took.
    expect(await (await call(`/images/${image.id}`)).json()).toMatchObject({ image: { id: image.id } });
    // The line of the upload leads to all that became of it.
    const { events } = (await (await call(`/images/${image.id}/events`)).json()) as { events: { traceId: string }[] };
    const line = gateway.log.find(({ route }) => route === "POST /upload");
    expect(new Set(events.map(({ traceId }) => traceId))).toEqual(new Set([line?.traceId]));
  });

  it("tells of the largest upload that fits through it, and where larger ones go", async () => {
    const answer = await upload(new Uint8Array(MAX_GATEWAY_BYTES - 300_000));
    expect(answer.status).toBe(413);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(((await answer.json()) as { detail: string }).detail).toContain("/api/uploads");
  });

  it("answers what it does not hand on itself, as docs/deploy.md says", async () => {
    const large = await upload(new Uint8Array(MAX_GATEWAY_BYTES + 1));
    expect([large.status, await large.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
    const root = await call("/");
    expect([root.status, await root.json()]).toEqual([404, { message: "Not Found" }]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post("/login", { email: "no@example.org", password: "x" })),
    );
    const throttled = answers.filter(({ headers }) => headers.get("content-type") === "application/json");
    expect(throttled.length).toBeGreaterThan(20);
    expect(await throttled[0]?.json()).toEqual({ message: "Too Many Requests" });
  });

  it("hands on the application's own refusals as problem documents", async () => {
    const unknown = await call("/no-such-thing");
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("content-type")).toContain("application/problem+json");
    const without = await fetch(`${gateway.url}/images`);
    expect(without.status).toBe(401);
    expect(without.headers.get("content-type")).toContain("application/problem+json");
  });

  it("lets pages of other sites read nothing", async () => {
    const headers = { origin: "https://evil.example.org", "access-control-request-method": "GET" };
    for (const answer of [await call("/images", { headers }), await call("/images", { method: "OPTIONS", headers })]) {
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("leaves a line for each request, with its route, status and trace and without what was asked", async () => {
    const before = gateway.log.length;
    await call("/images?q=secret-words");
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    await call(`/get-url?id=${"0".repeat(26)}`, { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
    await call("/no-such-thing");
    await call("/");
    await waitUntil("four lines", () => gateway.log.length === before + 4);
    const anId = expect.stringMatching(/./);
    const aTrace = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(gateway.log.slice(before)).toMatchObject([
      { method: "GET", route: "GET /images", status: "200", requestId: anId, traceId: aTrace },
      { method: "GET", route: "GET /get-url", status: "404", traceId: trace },
      { method: "GET", route: "ANY /{proxy+}", status: "404", traceId: aTrace },
      // The gateway's own answer, which no server heard of.
      { method: "GET", status: "404", requestId: anId, traceId: "-" },
    ]);
    expect(JSON.stringify(gateway.log)).not.toMatch(/secret-words|Bearer/);
  });
});
