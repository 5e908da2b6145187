import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { bundleFolder, type DeployManifest, MAX_ROUTES, root } from "../../hosting/bundle-layout.ts";
import { mustRun } from "./support/command.ts";

/** A first bundle builds the application, on a busy machine for minutes. */
const BUILD_LIMIT_MS = 600_000;

describe("the hosting's bundle, moved to another folder", () => {
  const cleanUp = new AsyncDisposableStack();
  let bundle = "";
  let url = "";

  beforeAll(async () => {
    await mustRun(process.execPath, ["hosting/build.ts"], { cwd: root, env: { NODE_ENV: "production" } });
    bundle = join(cleanUp.use(await temporaryDirectory()).path, "bundle");
    await cp(join(root, bundleFolder), bundle, { recursive: true, verbatimSymlinks: true });
    const environment = { HOSTING_BUNDLE: bundle };
    const app: RunningApp = cleanUp.use(await startApp({ entry: "hosting/start-local.ts", environment }));
    url = app.url;
  }, BUILD_LIMIT_MS);

  afterAll(() => cleanUp.disposeAsync());

  it("holds no link, since links may lead out of it and the hosting's packer stumbles over them", () => {
    const entries = readdirSync(bundle, { recursive: true, withFileTypes: true });
    const links = entries.filter((entry) => entry.isSymbolicLink());
    expect(links.map((entry) => join(entry.parentPath, entry.name))).toEqual([]);
  });

  it("has the folders and the manifest that Amplify asks for", () => {
    const manifest = JSON.parse(readFileSync(join(bundle, "deploy-manifest.json"), "utf8")) as DeployManifest;
    expect(manifest.version).toBe(1);
    expect(manifest.routes.length).toBeLessThanOrEqual(MAX_ROUTES);
    expect(manifest.routes.at(-1)).toEqual({ path: "/*", target: { kind: "Compute", src: "default" } });
    const [resource] = manifest.computeResources;
    expect(resource).toMatchObject({ name: "default", runtime: "nodejs24.x" });
    expect(existsSync(join(bundle, "compute/default", resource?.entrypoint ?? ""))).toBe(true);
  });

  it("carries no secret", () => {
    expect(readFileSync(join(bundle, "compute/default/.env.production"), "utf8")).not.toContain("NEXTAUTH_SECRET=");
  });

  it("serves pages and API from the compute part, with every part of the system well", async () => {
    const health = await fetch(`${url}/api/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok" });
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
  });

  it("serves the build's own files from the static part, to be kept for ever", async () => {
    const [chunk] = readdirSync(join(bundle, "static/_next/static/chunks")).filter((name) => name.endsWith(".js"));
    const response = await fetch(`${url}/_next/static/chunks/${chunk}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("content-type")).toContain("javascript");
    expect((await fetch(`${url}/_next/static/chunks/none.js`)).status).toBe(404);
  });

  it("lets a person register and sign in through it", async () => {
    const person = { email: "ada@example.org", password: "correct horse battery" };
    expect((await post("/api/register", person)).status).toBe(201);
    const { token } = (await (await post("/api/login", person)).json()) as { token: string };
    const images = await fetch(`${url}/api/images`, { headers: { authorization: `Bearer ${token}` } });
    expect(await images.json()).toMatchObject({ images: [] });
  });

  function post(path: string, body: unknown): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  }
});
