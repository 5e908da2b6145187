/** @module-tag long */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { createUser } from "#lib/accounts/user-repository.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { deleteAlbum, deleteTag, mergeTag } from "#lib/bulk/delete-collection.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { isAppError } from "#lib/errors.ts";
import type { Image } from "#lib/images/image.ts";
import { changeImage, findImages } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { runIntegrityWalk } from "#lib/integrity/integrity-walk.ts";
import { readWalk } from "#lib/integrity/walk-repository.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { createAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { createTag, listTags, renameTag } from "#lib/library/view-tags.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { dyingAfter } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

/* A process dies between any two calls of what organises photos; asked again, the state is as asked. */

const TIMEOUT_MS = 240_000;
/** More than a lease, and than what collects ids is left to itself. */
const LATER_MS = 20 * 60_000;
const MAX_CALLS = 80;
/** After how many calls the integrity walk looks at what is left, too. */
const WALKED = new Set([4, 9, 15, 22]);
/** More than what is planned and counted together. */
const TWO_CHUNKS = 201;

const world = provideServices();
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

beforeEach(() => {
  // A process that has died is not silent about it.
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  return () => log.mockRestore();
});

/** Users whom the integrity walk knows, with photos that are as it expects them. */
const walked = new Set<string>();

async function registerWalked(): Promise<User> {
  const user = someUser();
  await createUser(services.database, user);
  walked.add(user.id);
  return user;
}

/** Photos whose bytes are there, as the walk wants them. */
async function bringImages(user: User, count: number, members: Pick<Image, "albums" | "tags">): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { image } = await beginNewUpload(services, user, someFile());
    await makeReady(services, image, "2024-05-01T10:00:00");
    const { contentType, bytes } = image;
    await writeObject(services.storage, originalKey(user.id, image.id), Buffer.alloc(bytes), { contentType });
    await changeImage(services.database, { ownerId: user.id, imageId: image.id }, (known) => ({
      ...known,
      ...members,
    }));
    ids.push(image.id);
  }
  return ids;
}

/** A user's photos, in an album and with a tag, and another of each kind. */
async function prepare({ photos = 2, isWalked = false } = {}) {
  const user = isWalked ? await registerWalked() : someUser();
  const { album } = await createAlbum(services, user, { name: "Norway" });
  const { album: empty } = await createAlbum(services, user, { name: "Empty" });
  const { tag: sea } = await createTag(services, user, "Sea");
  const { tag: ocean } = await createTag(services, user, "Ocean");
  const members = {
    albums: [{ id: album.id, position: 0, addedAt: "2026-01-01T00:00:00.000Z" }],
    tags: [sea.id],
  };
  const ids = isWalked
    ? await bringImages(user, photos, members)
    : await storeImages(services.database, user, photos, { takenAt: "2024-05-01T10:00:00", ...members });
  return { user, ids, album, empty, sea, ocean };
}
type World = Awaited<ReturnType<typeof prepare>>;

const read = (user: User, ids: string[]) => findImages(services.database, user.id, ids);

async function expectAll(world: World, member: (image: Image) => unknown, expected: unknown): Promise<void> {
  const images = await read(world.user, world.ids);
  expect(images.map(member)).toEqual(world.ids.map(() => expected));
}

/** The photos of an album in its own order. */
async function listIds(user: User, album: string): Promise<string[]> {
  const query = fromApiQuery({ album, sort: "position" });
  const { images } = await listImages(services, user, { query, limit: 100 });
  return images.map(({ id }) => id);
}

interface Action {
  /** What nothing breaks off. */
  before?(world: World): Promise<unknown>;
  run(services: LibraryServices, world: World): Promise<unknown>;
  check(world: World): Promise<void>;
}

const actions: Record<string, Action> = {
  "adding to an album": {
    run: (dying, { user, ids, empty }) => changeImages(dying, user, { action: "add_to_album", album: empty.id, ids }),
    async check(world) {
      await expectAll(world, (image) => image.albums.map(({ id }) => id), [world.album.id, world.empty.id]);
      expect(await listAlbums(services, world.user, [])).toMatchObject([{ count: 2 }, { count: 2 }]);
    },
  },
  "moving in an album": {
    run: (dying, { user, ids: [first = "", second = ""], album }) =>
      changeImages(dying, user, { action: "move_in_album", album: album.id, ids: [second], to: { before: first } }),
    async check({ user, ids, album }) {
      expect(await listIds(user, album.id)).toEqual(ids.toReversed());
    },
  },
  "tagging many": {
    run: (dying, { user, ids, ocean }) => changeImages(dying, user, { action: "add_tag", tag: ocean.id, ids }),
    check: (world) => expectAll(world, (image) => image.tags, [world.sea.id, world.ocean.id]),
  },
  "merging tags": {
    run: (dying, { user, sea, ocean }) => mergeTag(dying, user, sea.id, ocean.id, []),
    async check(world) {
      await expectAll(world, (image) => image.tags, [world.ocean.id]);
      expect(await listTags(services, world.user, [])).toMatchObject([{ name: "Ocean", count: 2 }]);
      expect((await createTag(services, world.user, "Sea")).isNew).toBe(true);
    },
  },
  "undoing the merging of tags": {
    before: ({ user, sea, ocean }) => mergeTag(services, user, sea.id, ocean.id, []),
    async run(dying, { user }) {
      const changes = await getBulkChanges(services, user);
      const merging = changes.find(({ undoOf }) => undoOf === undefined);
      await undoBulkChange(dying, user, merging?.id ?? "");
    },
    async check(world) {
      await expectAll(world, (image) => image.tags, [world.sea.id]);
      expect(await listTags(services, world.user, [])).toMatchObject([{ name: "Ocean" }, { name: "Sea", count: 2 }]);
      expect((await createTag(services, world.user, "Sea")).isNew).toBe(false);
    },
  },
  "deleting an album": {
    run: (dying, { user, album }) => deleteAlbum(dying, user, album.id),
    async check(world) {
      expect(await listAlbums(services, world.user, [])).toMatchObject([{ name: "Empty", count: 0 }]);
      expect(await services.library.read(world.user.id, "count", fromApiQuery({ inNoAlbum: true }))).toMatchObject({
        value: 2,
      });
    },
  },
  "deleting a tag": {
    run: (dying, { user, sea }) => deleteTag(dying, user, sea.id),
    async check(world) {
      expect(await listTags(services, world.user, [])).toMatchObject([{ name: "Ocean" }]);
      await expectAll(world, (image) => image.tags, []);
    },
  },
  "resolving duplicates": {
    run: (dying, { user, ids }) => changeImages(dying, user, { action: "trash", ids: ids.slice(1) }),
    async check({ user, ids }) {
      const trashed = (await read(user, ids)).filter(({ trashedAt }) => trashedAt !== undefined);
      expect(trashed.map(({ id }) => id)).toEqual(ids.slice(1));
    },
  },
  "renaming a tag": {
    run: (dying, { user, sea }) => renameTag(dying, user, sea.id, "Lake"),
    async check(world) {
      expect(await listTags(services, world.user, [])).toMatchObject([{ name: "Lake", count: 2 }, { name: "Ocean" }]);
      expect((await createTag(services, world.user, "Sea")).isNew).toBe(true);
      expect((await createTag(services, world.user, "Lake")).isNew).toBe(false);
    },
  },
};

const continueAll = () =>
  continueBulkChanges(services, { deadline: Date.now() + 20_000, now: () => Date.now() + LATER_MS });

test.each(Object.entries(actions))("%s", { timeout: TIMEOUT_MS }, async (_, { before, run, check }) => {
  for (let calls = 0; ; calls++) {
    const world = await prepare({ isWalked: WALKED.has(calls) });
    await before?.(world);
    const isDone = await run(dyingAfter(services, calls), world).then(
      () => true,
      () => false,
    );
    // What was deleted already is not there to be deleted again.
    await run(services, world).catch((error) => {
      if (!isAppError(error, "not_found")) throw error;
    });
    await continueAll();
    await check(world).catch((error) => {
      throw new Error(`Died after ${calls} calls`, { cause: error });
    });
    if (isDone) break;
    expect(calls).toBeLessThan(MAX_CALLS);
  }
});

test.each(["merging tags", "deleting an album"])(
  "%s of more photos than are planned together, died anywhere among them",
  { timeout: TIMEOUT_MS },
  async (name) => {
    const action = actions[name];
    for (const calls of [150, 240, 290]) {
      const world = await prepare({ photos: TWO_CHUNKS });
      await action?.run(dyingAfter(services, calls), world).catch(() => {});
      // As the scheduled job and the user would, whoever comes first.
      if (calls % 20 === 0) await continueAll();
      await action?.run(services, world).catch((error) => {
        if (!isAppError(error, "not_found")) throw error;
      });
      await continueAll();
      await expectAll(
        world,
        ({ albums, tags }) => [albums.length, tags.length],
        name === "merging tags" ? [1, 1] : [0, 1],
      );
    }
  },
);

test("the integrity walk finds nothing on what was left", { timeout: TIMEOUT_MS }, async () => {
  const deadline = Date.now() + 60_000;
  const options = {
    images: 1_000_000,
    trashDays: 30,
    deadline,
    now: () => Date.now() + LATER_MS,
    pause: async () => {},
  };
  await runIntegrityWalk(services, options);
  const { findings, state } = await readWalk(services.database);
  expect(state?.lastRound?.images).toBeGreaterThan(2 * WALKED.size);
  expect(findings.filter(({ userId }) => userId !== undefined && walked.has(userId))).toEqual([]);
});

test("shifting times, which is done once or not at all", { timeout: TIMEOUT_MS }, async () => {
  for (let calls = 0; ; calls++) {
    const world = await prepare();
    const { user, ids } = world;
    const request = { action: "set_time", time: { shiftMinutes: 90 }, ids } as const;
    const isDone = await changeImages(dyingAfter(services, calls), user, request).then(
      () => true,
      () => false,
    );
    await continueAll();
    const [change] = await getBulkChanges(services, user);
    if (change?.state !== "done") {
      await expectAll(world, (image) => image.ownTime, undefined);
      await changeImages(services, user, request);
    }
    await expectAll(world, (image) => image.ownTime, "2024-05-01T11:30:00");
    if (isDone) break;
    expect(calls).toBeLessThan(MAX_CALLS);
  }
});
