/** @module-tag long */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { OWN_CHANGES } from "#lib/library/own-changes.ts";
import { CLOUD_FILE } from "#local/cloud/cloud-file.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { type RawAnswer, sendRaw } from "#tests/support/raw-request.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { bundleFolder, root } from "../../hosting/bundle-layout.ts";
import { useStack } from "./support/running-stack.ts";

const { program, motoEndpoint } = inject("infra");
const isBuilt = existsSync(join(root, bundleFolder, "deploy-manifest.json"));

/** As an index of DynamoDB may be behind, and far more than it mostly is. */
const FEED_DELAY_MS = 4_000;

interface Person {
  id: string;
  token: string;
  /** Asks one of the instances, 0 or 1, as this person. */
  ask(
    instance: number,
    path: string,
    request?: { method?: string; body?: object; changes?: string },
  ): Promise<RawAnswer>;
  /** The ids of the newest images, as one of the instances lists them. */
  list(instance: number, changes?: string): Promise<string[]>;
}

/** Over stores that Terraform made, with caches of their own and a change feed that is behind. */
describe.skipIf(!program || !motoEndpoint || !isBuilt)("two instances that serve one person at once", () => {
  let app: RunningApp;
  let stack: ReturnType<typeof useStack>;
  let ports: number[];

  beforeAll(async () => {
    app = await startApp({
      entry: "tests/infra/support/start-on-moto.ts",
      // Jobs run beside it, each by the rights of its role.
      environment: { JOB_SECONDS: "3", FEED_DELAY_MS: String(FEED_DELAY_MS) },
      endsWithThisProcess: true,
    });
    const line = app.lines.find((each) => each.startsWith("instances on ports")) ?? "";
    ports = line.split(" ").slice(-2).map(Number);
    const { environment } = JSON.parse(readFileSync(join(app.dataDir, CLOUD_FILE), "utf8"));
    stack = useStack(environment.AWS_ENDPOINT_URL, environment);
  });

  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]();
    const code = await app?.stop();
    // Whatever a role did not allow is told at the end.
    expect({ code, told: app?.lines.filter((line) => line.includes("does not allow")) }).toEqual({ code: 0, told: [] });
  });

  it("show a photo that the one took in, once it is rendered, and each by the rights of its role", async () => {
    const person = await register("photo");
    const { body, contentType, fileName } = await smallPhoto(1);
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(body)], { type: contentType }), fileName);
    const headers = { authorization: `Bearer ${person.token}` };
    expect((await fetch(`${app.url}/api/upload`, { method: "POST", body: form, headers })).status).toBe(202);
    for (const instance of [0, 1]) {
      await waitUntil(
        "the photo to be ready",
        async () => JSON.parse((await person.ask(instance, "/api/images?status=ready")).body).images.length === 1,
        120_000,
      );
    }
  });

  it("each show what was changed on the other at once, to whoever changed it", async () => {
    const person = await register("own");
    const ids = await storeImages(stack.services.database, person, 6);
    await waitUntil("both to list them", async () => (await lists(person)).every((list) => list.length === ids.length));
    for (const [index, id] of ids.entries()) {
      const changed = await trash(person, index % 2, id);
      const left = ids.slice(index + 1).sort();
      // The feed says nothing of it yet, so that both know it from the asker alone.
      expect(await person.list(1 - (index % 2), changed)).toEqual(left);
      expect(await person.list(index % 2, changed)).toEqual(left);
    }
  });

  it("show it to everyone else no later than the feed does", async () => {
    const person = await register("others");
    const [first = "", ...rest] = await storeImages(stack.services.database, person, 3);
    await waitUntil("both to list them", async () => (await lists(person)).every((list) => list.length === 3));
    await trash(person, 0, first);
    const changedAt = Date.now();
    // Another session, on the other instance: not before the feed, or there would be nothing to try here.
    expect(await person.list(1)).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, changedAt + FEED_DELAY_MS + 1 - Date.now()));
    expect(await lists(person)).toEqual([[...rest].sort(), [...rest].sort()]);
  });

  async function register(name: string): Promise<Person> {
    const account = { email: `${name}@example.org`, password: "correct horse battery" };
    const json = { host: new URL(app.url).host, "content-type": "application/json" };
    const post = (path: string) =>
      sendRaw(`http://127.0.0.1:${ports[0]}`, { method: "POST", path, headers: json, body: JSON.stringify(account) });
    const { user } = JSON.parse((await post("/api/register")).body) as { user: { id: string } };
    const { token } = JSON.parse((await post("/api/login")).body) as { token: string };
    const ask: Person["ask"] = (instance, path, { method, body, changes } = {}) =>
      sendRaw(`http://127.0.0.1:${ports[instance]}`, {
        path,
        headers: {
          ...json,
          authorization: `Bearer ${token}`,
          ...(changes === undefined ? {} : { [OWN_CHANGES]: changes }),
        },
        ...(method === undefined ? {} : { method }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const list: Person["list"] = async (instance, changes) => {
      const answer = await ask(instance, "/api/images", changes === undefined ? {} : { changes });
      return (JSON.parse(answer.body) as { images: { id: string }[] }).images.map(({ id }) => id).sort();
    };
    return { id: user.id, token, ask, list };
  }

  /** Returns what the answer says was changed. */
  async function trash(person: Person, instance: number, id: string): Promise<string> {
    const body = { action: "trash", ids: [id] };
    const answer = await person.ask(instance, "/api/images/bulk", { method: "POST", body });
    expect(answer.status).toBe(200);
    return String(answer.headers[OWN_CHANGES]);
  }

  function lists(person: Person): Promise<string[][]> {
    return Promise.all([person.list(0), person.list(1)]);
  }
});
