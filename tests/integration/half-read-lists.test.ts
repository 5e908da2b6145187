import { expect, onTestFinished, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { createUser } from "#lib/accounts/user-repository.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { type ExportSource, listExported } from "#lib/exports/catalogue.ts";
import { listImagesOperation } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { createShare } from "#lib/shares/manage-shares.ts";
import { openShare } from "#lib/shares/open-share.ts";
import { getSharedImage, getSharedUrl, listSharedImages, viewShared } from "#lib/shares/view-shared-images.ts";
import { openHalfReadLibrary } from "#tests/support/half-read-library.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* While an index is built again, lists have gaps; what leaves the house must not. */

const world = provideServices();

const renditions = { large: { width: 40, height: 30, bytes: 100 } };
const large = { variant: "large", isDownload: false } as const;
const stranger = { address: "192.0.2.1", userAgent: "tests", cookie: () => undefined };

/** A user with three photos, and lists in which the first of them is missing until `readRest()`. */
async function startWorld() {
  const user = someUser();
  await createUser(world.services.database, user);
  const ids = (await storeImages(world.services.database, user, 3, { renditions })).sort();
  const lists = await openHalfReadLibrary(world.services, user, ({ id }) => id === ids[0]);
  onTestFinished(() => lists[Symbol.asyncDispose]());
  return { user, ids, first: ids[0] ?? "", lists, services: { ...world.services, library: lists.library } };
}

/** What is exported, where `wait` is called for lists with gaps and `beforePage` before each page. */
async function exportAll(
  services: LibraryServices,
  user: User,
  { wait, beforePage }: { wait: () => Promise<void>; beforePage?: (path: string) => Promise<void> },
): Promise<string[]> {
  const source: ExportSource = {
    wait,
    async get<Answer>(path: string) {
      await beforePage?.(path);
      const asked = Object.fromEntries(new URL(path, "http://localhost").searchParams);
      const { limit, cursor, renditions, fields, ...filters } = listImagesOperation.query.parse(asked);
      const request = { query: fromApiQuery(filters), limit, cursor, renditions, fields };
      return (await listImages(services, user, request)) as Answer;
    },
  };
  const exported: string[] = [];
  for await (const { id } of listExported(source)) exported.push(id);
  return exported.sort();
}

test("an export waits until all of the library can be listed", async () => {
  const { user, ids, lists, services } = await startWorld();
  let waits = 0;
  const wait = async () => {
    waits++;
    await lists.readRest();
  };
  expect(await exportAll(services, user, { wait })).toEqual(ids);
  expect(waits).toBe(1);
});

test("a photo that is archived while the timeline is exported is not missed", async () => {
  const user = someUser();
  await createUser(world.services.database, user);
  const ids = (await storeImages(world.services.database, user, 3)).sort();
  const archive = { action: "archive" as const, ids: ids.slice(1, 2) };
  const beforePage = async (path: string) => {
    if (path.includes("unstacked")) await changeImages(world.services, user, archive);
  };
  const wait = async () => {};
  expect(await exportAll(world.services, user, { wait, beforePage })).toEqual(ids);
});

test("visitors are told that a list has gaps, and no photo is said to be gone that is not", async () => {
  const { user, ids, first, lists, services } = await startWorld();
  const by = { actor: userActor(user), address: "192.0.2.1" };
  const { token } = await createShare(services, user, by, { query: {} });
  const { token: ofIds } = await createShare(services, user, by, { ids: [first], canDownload: true });
  const opened = await openShare(services, token, stranger);
  const { viewer } = opened;
  expect(await viewShared(services, opened)).toMatchObject({ count: 2, isComplete: false });
  const page = await listSharedImages(services, viewer, { limit: 10 });
  expect(page).toMatchObject({ images: [{}, {}], isComplete: false });
  await expect(getSharedImage(services, viewer, first)).rejects.toMatchObject({ code: "unavailable" });
  const { viewer: viewerOfIds } = await openShare(services, ofIds, stranger);
  // What it shows is in the share itself.
  await expect(getSharedUrl(services, viewerOfIds, first, large)).resolves.toMatchObject({ url: expect.any(String) });

  await lists.readRest();
  expect(await viewShared(services, opened)).toMatchObject({ count: 3, isComplete: true });
  const whole = await listSharedImages(services, viewer, { limit: 10 });
  expect(whole.images.map(({ id }) => id).sort()).toEqual(ids);
  expect((await getSharedImage(services, viewer, first)).image.id).toBe(first);
});
