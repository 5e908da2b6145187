import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OWN_CHANGES } from "#lib/library/own-changes.ts";
import { CLOUD_FILE } from "#local/cloud/cloud-file.ts";
import { freePorts, type RunningApp, startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { bundleFolder, type DeployManifest, MAX_ROUTES, root } from "../../hosting/bundle-layout.ts";
import { mustRun } from "./support/command.ts";
import { findTraces, tracesOfMachine } from "./support/find-traces.ts";

/** A first bundle builds the application, on a busy machine for minutes. */
const BUILD_LIMIT_MS = 600_000;

/** What a build on Amplify or in CI may find in its environment. */
const secrets = {
  NEXTAUTH_SECRET: "a-session-secret-of-the-build-0123456789",
  METRICS_TOKEN: "a-metrics-token-of-the-build-0123456789",
  AWS_SECRET_ACCESS_KEY: "an-aws-key-of-the-build-0123456789",
  AWS_SESSION_TOKEN: "an-aws-session-of-the-build-0123456789",
  TF_VAR_repository_access_token: "a-github-token-of-the-build-0123456789",
};

describe("the hosting's bundle, moved to another folder", () => {
  const cleanUp = new AsyncDisposableStack();
  let bundle = "";
  let app: RunningApp;
  let url = "";

  beforeAll(async () => {
    await mustRun(process.execPath, ["hosting/build.ts"], { cwd: root, env: { NODE_ENV: "production", ...secrets } });
    bundle = join(cleanUp.use(await temporaryDirectory()).path, "bundle");
    await cp(join(root, bundleFolder), bundle, { recursive: true, verbatimSymlinks: true });
    const environment = { HOSTING_BUNDLE: bundle };
    app = cleanUp.use(await startApp({ entry: "hosting/start-local.ts", environment }));
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

  it("carries no secret, and nothing that tells where it was built", () => {
    expect(findTraces(bundle, [...Object.values(secrets), ...tracesOfMachine(root)])).toEqual([]);
  });

  it("would be told if it did", async () => {
    await using folder = await temporaryDirectory();
    const put = (text: string) => writeFileSync(join(folder.path, "file.js"), `const a = "${text}";`);
    for (const text of [root, secrets.NEXTAUTH_SECRET, `AKIA${"A".repeat(16)}`, `ghp_${"a".repeat(36)}`]) {
      put(text);
      expect(findTraces(folder.path, [...Object.values(secrets), ...tracesOfMachine(root)]), text).toHaveLength(1);
    }
    put("nothing");
    expect(findTraces(folder.path, [...Object.values(secrets), ...tracesOfMachine(root)])).toEqual([]);
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

  it("serves one person from two processes at the same time, each of which shows what was just changed on it", async () => {
    const second = await startSecond();
    const person = { email: "two@example.org", password: "correct horse battery" };
    await post("/api/register", person);
    const { token } = (await (await post("/api/login", person)).json()) as { token: string };
    const call = (server: string, path: string, init: RequestInit = {}) =>
      fetch(server + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
    const change = (server: string, body: object) =>
      call(server, "/api/images/bulk", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const list = async (server: string, query = "", headers = {}) => {
      const answer = await call(server, `/api/images${query}`, { headers });
      const { images } = (await answer.json()) as { images: { id: string }[] };
      return images.map(({ id }) => id).sort();
    };
    const ids: string[] = [];
    for (let number = 1; number <= 4; number++) {
      const { body, contentType, fileName } = await smallPhoto(number);
      const form = new FormData();
      form.set("file", new Blob([new Uint8Array(body)], { type: contentType }), fileName);
      const server = number % 2 === 0 ? url : second;
      const uploaded = await call(server, "/api/upload", { method: "POST", body: form });
      const { image } = (await uploaded.json()) as { image: { id: string } };
      ids.push(image.id);
      expect(await list(server, "", changesOf(uploaded))).toEqual([...ids].sort());
    }
    await Promise.all([url, second].map(async (server) => expect(await list(server)).toEqual([...ids].sort())));
    for (const [index, id] of ids.entries()) {
      const [server, other] = index % 2 === 0 ? [url, second] : [second, url];
      const changed = await change(server, { action: "trash", ids: [id] });
      expect(changed.status).toBe(200);
      const rest = ids.slice(index + 1).sort();
      expect(await list(server, "", changesOf(changed))).toEqual(rest);
      expect(await list(other, "", changesOf(changed))).toEqual(rest);
    }
    const restored = await change(second, { action: "restore", query: { trashed: true } });
    expect(await restored.json()).toMatchObject({ change: { state: "done", changed: ids.length } });
    expect(await list(url, "", changesOf(restored))).toEqual([...ids].sort());
    expect(await list(second, "?trashed=true", changesOf(restored))).toEqual([]);
  });

  /** Another process of the bundle, from a folder of its own and without the first one's disk. */
  async function startSecond(): Promise<string> {
    const moved = join(cleanUp.use(await temporaryDirectory()).path, "bundle");
    await cp(bundle, moved, { recursive: true, verbatimSymlinks: true });
    const [port = 0] = await freePorts(1);
    const readData = (name: string) => JSON.parse(readFileSync(join(app.dataDir, name), "utf8"));
    const address = `http://localhost:${port}`;
    const child = spawn(process.execPath, ["hosting/serve.ts"], {
      cwd: root,
      env: {
        ...process.env,
        ...readData(CLOUD_FILE).environment,
        HOSTING_BUNDLE: moved,
        NEXTAUTH_SECRET: readData("secrets.json").nextAuthSecret,
        NEXTAUTH_URL: address,
        NODE_ENV: "production",
        PORT: String(port),
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    cleanUp.defer(async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    });
    await waitUntil("the second process to answer", () =>
      fetch(`${address}/api/openapi.json`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return address;
  }

  /** What a client that changed something says with its next lists. */
  function changesOf(answer: Response): Record<string, string> {
    const changes = answer.headers.get(OWN_CHANGES);
    expect(changes).toBeTruthy();
    return { [OWN_CHANGES]: changes ?? "" };
  }

  function post(path: string, body: unknown): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  }
});
