import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { userActor } from "#lib/audit/record-audit.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { restoreImage, trashImage } from "#lib/images/change-images.ts";
import type { Image } from "#lib/images/image.ts";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { applyChanges } from "#lib/library/apply-changes.ts";
import type { Change } from "#lib/library/change.ts";
import { fromApiQuery, type SearchFilters } from "#lib/library/image-query.ts";
import { createIndexFile, IN_MEMORY } from "#lib/library/index-file.ts";
import { listImages } from "#lib/library/list-images.ts";
import { MAX_STACK } from "#lib/library/restack.ts";
import { listImages as listRows } from "#lib/library/run-query.ts";
import { createShare } from "#lib/shares/manage-shares.ts";
import { SHARE_ID, toImage, toImageId } from "#tests/support/library-histories.ts";
import { countStacksPlainly } from "#tests/support/plain-library.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser, startTestServices, type TestServices } from "#tests/support/test-services.ts";

const MORNING_MS = Date.UTC(2024, 4, 1, 8);

const plainPhoto = {
  hasTaken: true,
  source: "exif_original",
  status: "ready",
  camera: "Canon EOS R6",
  favourite: false,
  archived: false,
  tags: [],
  albums: [],
  position: 0,
  contentType: "image/jpeg",
  isLandscape: true,
  movedMs: 0,
} as const;

/** A photo that is taken so many milliseconds after the morning began. */
function photoAt(slot: number, ms: number, more: object = {}): Change {
  const photo = { ...plainPhoto, slot, wallClockMs: MORNING_MS, momentMs: ms, ...more } as never;
  return {
    kind: "image",
    id: toImageId("image", slot),
    revision: 1,
    changedAtMs: 1,
    listed: toListedAttribute({ ...toImage(photo), ...("addedBy" in more ? { addedBy: more.addedBy as never } : {}) }),
  };
}

function createIndex() {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const stacks = () => {
    const { images } = listRows(file, fromApiQuery({}), { limit: 1_000 });
    return Object.fromEntries(
      images.flatMap(({ id, stackSize }) => (stackSize === undefined ? [] : [[id, stackSize]])),
    );
  };
  return { file, stacks, apply: (...changes: Change[]) => applyChanges(file, changes) };
}

describe("in the index", () => {
  test("stacks depend on the photos alone, not on the order in which they come, change and go", () => {
    const moments = fc.record({
      slot: fc.nat(9),
      ms: fc.constantFrom(1, 500, 1_001, 1_002, 2_001, 2_500, 4_000),
      revision: fc.nat(5),
      isGone: fc.boolean(),
      camera: fc.constantFrom("Canon EOS R6", "Canon EOS R6", "Nikon D90"),
      contentType: fc.constantFrom("image/jpeg", "image/jpeg", "image/heic"),
      archived: fc.constantFrom(false, false, true),
      favourite: fc.boolean(),
      movedMs: fc.constantFrom(0, 0, 0, 700, 3_600_000),
      source: fc.constantFrom("exif_original", "exif_original", "owner", "file_name"),
      stack: fc.constantFrom(undefined, undefined, undefined, "", "pair"),
      topMs: fc.constantFrom(undefined, undefined, 1, 2),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(moments, { minLength: 2, maxLength: 30 }), (all) => {
        const { apply, stacks, file } = createIndex();
        const newest = new Map<string, Change>();
        const batch: Change[] = [];
        for (const { slot, ms, revision, isGone, cut, ...more } of all) {
          const { listed, ...photo } = photoAt(slot, ms, more);
          const change = { ...photo, revision, ...(isGone && revision % 2 === 0 ? {} : { listed }) };
          batch.push(change);
          if ((newest.get(change.id)?.revision ?? -1) < revision) newest.set(change.id, change);
          if (cut) apply(...batch.splice(0));
        }
        apply(...batch);
        expect(stacks()).toEqual(countStacksPlainly(newest.values()));
        const counted = file.sql("SELECT total(photos) AS count FROM months").get()?.count;
        expect(counted).toBe(listRows(file, fromApiQuery({}), { limit: 1_000 }).images.length);
        file.close();
      }),
      { numRuns: 300 },
    );
  });

  test("a guest's photo of the same moment is no part of the owner's burst, and theirs are one of their own", () => {
    const { apply, stacks, file } = createIndex();
    const guest = (guestId: string) => ({ addedBy: { shareId: SHARE_ID, guestId } });
    apply(photoAt(1, 1, { addedBy: undefined }), photoAt(2, 500, { addedBy: undefined }));
    // Larger ones, by time between them.
    apply(photoAt(3, 100, guest("a")), photoAt(6, 200, guest("a")), photoAt(9, 300, guest("b")));
    expect(stacks()).toEqual({ [toImageId("image", 2)]: 2, [toImageId("image", 6)]: 2 });
    expect(
      listRows(file, fromApiQuery({}), { limit: 9 })
        .images.map(({ id }) => id)
        .toSorted(),
    ).toEqual([2, 6, 9].map((slot) => toImageId("image", slot)));
    file.close();
  });

  test("what goes on for more than a hundred photos is a time lapse, until it is cut", () => {
    const { apply, stacks, file } = createIndex();
    const lapse = Array.from({ length: MAX_STACK + 1 }, (_, slot) =>
      photoAt(slot, 1 + slot * 1_000, { addedBy: undefined }),
    );
    apply(...lapse.slice(1));
    // Every third photo is larger than the others; of those the last is on top.
    expect(stacks()).toEqual({ [toImageId("image", 99)]: MAX_STACK });
    apply(...lapse);
    expect(stacks()).toEqual({});
    const { listed: _, ...gone } = { ...photoAt(60, 0), revision: 2 };
    apply(gone);
    expect(stacks()).toEqual({ [toImageId("image", 57)]: 60, [toImageId("image", 99)]: 40 });
    file.close();
  });
});

describe("through the API's use cases", () => {
  let world: TestServices;
  beforeAll(async () => {
    world = await startTestServices();
  });
  afterAll(() => world.stop());

  const shot = { camera: "Canon EOS R6" };

  /** Three photos of one second, of which the second is the largest, and one that is by itself. */
  async function shootBurst(): Promise<{ user: User; burst: [string, string, string]; lone: string }> {
    const user = someUser();
    const store = async (takenAt: string, more: Partial<Image> = {}) => {
      const image = { takenAt, takenAtSource: "exif_original" as const, shot, ...more };
      return (await storeImages(world.services.database, user, 1, image))[0] ?? "";
    };
    const burst = [
      await store("2024-05-01T10:00:00.100"),
      await store("2024-05-01T10:00:00.500", { bytes: 3_000 }),
      await store("2024-05-01T10:00:00.900", { bytes: 2_000 }),
    ] as [string, string, string];
    return { user, burst, lone: await store("2024-05-01T09:00:00") };
  }

  const list = async (user: User, filters: SearchFilters = {}) => {
    const { images } = await listImages(world.services, user, { query: fromApiQuery(filters), limit: 50 });
    return images.map(({ id, stackSize }) => (stackSize === undefined ? id : [id, stackSize]));
  };
  const count = async (user: User) => (await world.services.library.read(user.id, "count", fromApiQuery({}))).value;

  test("a burst is on the timeline once, by its best picture, and everywhere else photo by photo", async () => {
    const { user, burst, lone } = await shootBurst();
    const [first, best, last] = burst;
    expect(await list(user)).toEqual([[best, 3], lone]);
    expect(await count(user)).toBe(2);
    expect(await list(user, { unstacked: true })).toEqual([last, [best, 3], first, lone]);
    expect(await list(user, { stackOf: last })).toEqual([last, [best, 3], first]);
    expect(await list(user, { stackOf: lone })).toEqual([lone]);
    expect(await list(user, { camera: shot.camera })).toEqual([last, [best, 3], first, lone]);
    await trashImage(world.services, user, best);
    expect(await list(user)).toEqual([[last, 2], lone]);
    await restoreImage(world.services, user, best);
    expect(await list(user)).toEqual([[best, 3], lone]);
  });

  test("its owner names the top picture, takes stacks apart and makes some, and takes all of that back", async () => {
    const { user, burst, lone } = await shootBurst();
    const [first, best, last] = burst;
    const before = await list(user);
    const top = await changeImages(world.services, user, { action: "top_of_stack", ids: [first] });
    expect(await list(user)).toEqual([[first, 3], lone]);
    await undoBulkChange(world.services, user, top.change.id);
    expect(await list(user)).toEqual(before);
    const apart = await changeImages(world.services, user, { action: "unstack", ids: [best], stacks: true });
    expect(apart.change).toMatchObject({ changed: 3, failed: 0 });
    expect(await list(user)).toEqual([last, best, first, lone]);
    const together = await changeImages(world.services, user, { action: "stack", ids: [lone, last] });
    expect(await list(user)).toEqual([[last, 2], best, first]);
    // A stack is put onto another photo whole.
    await changeImages(world.services, user, { action: "stack", ids: [last, first], stacks: true });
    expect(await list(user)).toEqual([[last, 3], best]);
    await changeImages(world.services, user, { action: "reset_stack", ids: [...burst, lone] });
    expect(await list(user)).toEqual(before);
    // What has changed since keeps its value.
    await undoBulkChange(world.services, user, together.change.id);
    expect(await list(user)).toEqual(before);
  });

  test("what is done to a stack is done to all of its photos if the call says so, also by a query", async () => {
    const { user, burst, lone } = await shootBurst();
    const [, best] = burst;
    const trash = { action: "trash", stacks: true } as const;
    const byId = await changeImages(world.services, user, { ...trash, ids: [best, lone] });
    expect(byId.results?.map(({ id }) => id).toSorted()).toEqual([...burst, lone].toSorted());
    expect(await list(user)).toEqual([]);
    await undoBulkChange(world.services, user, byId.change.id);
    expect(await list(user)).toEqual([[best, 3], lone]);
    const byQuery = await changeImages(world.services, user, {
      ...trash,
      query: { from: "2024-05-01", to: "2024-06-01" },
    });
    expect(byQuery.change.changed).toBe(4);
  });

  test("a link shows all photos of a shared stack if the call says so", async () => {
    const { user, burst, lone } = await shootBurst();
    const [, best] = burst;
    const ids = [best, lone];
    const by = { actor: userActor(user) };
    const shared = async (given: object) => (await createShare(world.services, user, by, { ids, ...given })).share;
    expect(await shared({})).toMatchObject({ kind: "selection", count: 2 });
    expect(await shared({ stacks: true })).toMatchObject({ kind: "selection", count: 4 });
    const other = await someUser();
    const foreign = createShare(world.services, other, { actor: userActor(other) }, { ids, stacks: true });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });

  test("a stack has two to a hundred photos, and only its owner makes it", async () => {
    const { user, lone, burst } = await shootBurst();
    const stack = (ids: string[], by = user) => changeImages(world.services, by, { action: "stack", ids });
    await expect(stack([lone, lone])).rejects.toMatchObject({ code: "invalid_state" });
    const many = await storeImages(world.services.database, user, MAX_STACK + 1);
    await expect(stack(many)).rejects.toMatchObject({ code: "invalid_state" });
    expect((await stack(burst, someUser())).change).toMatchObject({ changed: 0, failed: 3 });
  });

  test("photos whose owner moved their time together stay a stack; one that is moved alone leaves it", async () => {
    const { user, burst, lone } = await shootBurst();
    const [first, best, last] = burst;
    const move = { action: "set_time", time: { shiftMinutes: 60 } } as const;
    await changeImages(world.services, user, { ...move, ids: burst });
    expect(await list(user)).toEqual([[best, 3], lone]);
    await changeImages(world.services, user, { ...move, ids: [last] });
    expect(await list(user)).toEqual([last, [best, 2], lone]);
    expect(await list(user, { stackOf: first })).toEqual([[best, 2], first]);
  });
});
