import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { openEngine } from "#local/cloud/dynamodb-engine.ts";
import { type OldImage, openOldDataFolder } from "#tests/fixtures/data-folder-0.1.0/open.ts";
import { type ApiSession, logIn } from "#tests/support/api-session.ts";
import { startApp } from "#tests/support/app.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { inspectDataFolder } from "#tests/support/inspect-data-folder.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

/** A first start builds the application. */
const START_TIMEOUT_MS = 360_000;
/** The fixture's photo stays in the trash, however old the fixture is. */
const environment = { JOB_SECONDS: "1", TRASH_DAYS: "36500" };
/** The second re-render, since version 0.1.0 counted its own. */
const RERENDERED = `/${recipe.version}.2/`;
const ADMIN_PATHS = ["overview", "users", "audit", "processing", "renditions", "integrity"];

test("starting on a data folder of version 0.1.0 shows the same library", {
  tags: "long",
  timeout: START_TIMEOUT_MS,
}, async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const [ada, ben] = await openOldDataFolder(directory.path);
  if (!ada || !ben) throw new Error("Expected two users in the fixture but found fewer");
  expect(await describeTable(directory.path)).toEqual(["directory", "library", "open", "status"]);

  const app = await startApp({ dataDir: directory.path, environment });
  onTestFinished(async () => void (app.process.exitCode === null && (await app.stop())));
  const sessions = new Map<string, ApiSession>();
  for (const user of [ada, ben]) {
    const session = await logIn(app.url, user);
    sessions.set(user.email, session);
    const images = await waitUntil("the library's index", async () => {
      const { images, isComplete } = await list(session);
      return isComplete && images;
    });
    const { images: failed } = await list(session, "&status=failed");
    const { images: trashed } = await list(session, "&trashed=true");
    const isReady = ({ status }: OldImage) => status === "ready";
    expect(images.map(toStored)).toEqual(user.images.filter(isReady).map(toStored));
    expect(failed.map(toStored)).toEqual(user.images.filter((image) => !isReady(image)).map(toStored));
    expect(trashed.map(toStored)).toEqual(user.trashed.map(toStored));
    expect(await (await session.fetch("/api/usage")).json()).toMatchObject(user.usage);

    for (const image of images) {
      const original = await fetchObject(session, image.id, "original");
      expect(createHash("sha256").update(original).digest("hex")).toBe(image.sha256);
      await expectRenditions(image);
      const events = await session.fetch(`/api/images/${image.id}/events`);
      expect(await events.text()).toContain('"ready"');
    }
  }
  const adaNow = sessions.get(ada.email) as ApiSession;
  const benNow = sessions.get(ben.email) as ApiSession;
  for (const path of ADMIN_PATHS) expect((await adaNow.fetch(`/api/admin/${path}`)).status).toBe(200);
  expect((await benNow.fetch("/api/admin/users")).status).toBe(404);
  const found = await list(adaNow, "&q=orientation&to=2024-06-01");
  expect(found.images.map(({ fileName }) => fileName)).toEqual(["orientation-6.jpg"]);

  // The recipe is another one now, so the library is rendered again; what was stored before is served until then.
  const rendered = await waitUntil("renditions of today's recipe", async () => {
    const { images } = await list(adaNow);
    const urls = images.flatMap(({ renditions }) => Object.values(renditions).map(({ url }) => url));
    return urls.every((url) => url.includes(RERENDERED)) && images;
  });
  for (const image of rendered) await expectRenditions(image);
  const added = await benNow.upload(await smallPhoto(4));
  const [newest] = await benNow.settledImages(ben.images.length + 1);
  expect(newest).toMatchObject({ id: added, status: "ready" });

  const { rerenders } = (await (await adaNow.fetch("/api/admin/renditions")).json()) as { rerenders: object[] };
  expect(rerenders).toMatchObject([
    { number: 2, recipeVersion: recipe.version },
    { number: 1, recipeVersion: "v1", state: "done" },
  ]);
  expect(app.lines.filter((line) => /unreadable|ERROR/.test(line))).toEqual([]);

  expect(await app.stop()).toBe(0);
  expect(await describeTable(directory.path)).toEqual(["changes", "directory", "open"]);
  expect(await inspectDataFolder(directory.path)).toEqual({ findings: {}, wrongEntries: 0 });
});

async function list(session: ApiSession, query = ""): Promise<{ images: OldImage[]; isComplete: boolean }> {
  const fields = "fields=sha256,shot,dominantColor";
  const response = await session.fetch(`/api/images?limit=100&${fields}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as { images: OldImage[]; isComplete: boolean };
}

/** What stays the same about an image, whichever version answers. */
function toStored(image: OldImage): Partial<OldImage> {
  const { id, fileName, contentType, bytes, sha256, status, uploadedAt, takenAt, width, height } = image;
  const { trashedAt, thumbhash, dominantColor } = image;
  return {
    ...{ id, fileName, contentType, bytes, sha256, status, uploadedAt, takenAt, width, height, trashedAt },
    ...{ thumbhash, dominantColor, shot: image.shot, failure: image.failure && { code: image.failure.code } },
  };
}

async function expectRenditions({ renditions }: OldImage): Promise<void> {
  expect(Object.keys(renditions).sort()).toEqual(["large", "medium", "thumbnail"]);
  for (const { url, width, height } of Object.values(renditions)) {
    const body = await (await fetch(url)).arrayBuffer();
    expect(await sharp(body).metadata()).toMatchObject({ format: "webp", width, height });
  }
}

async function fetchObject(session: ApiSession, id: string, variant: string): Promise<Buffer> {
  const { url } = (await (await session.fetch(`/api/get-url?id=${id}&variant=${variant}`)).json()) as { url: string };
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

/** The names of the indexes of the table in a folder that is not in use. */
async function describeTable(dataDir: string): Promise<string[]> {
  const { store } = openEngine(join(dataDir, "cloud/dynamodb"));
  await store.db.open();
  const table = await promisify(store.tableDb.get.bind(store.tableDb))("skylight");
  await store.db.close();
  return (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName).sort();
}
