import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";
import { editImage } from "#lib/images/change-images.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { toImageView } from "#lib/images/to-image-view.ts";
import { getImageView } from "#lib/images/view-images.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { listImages } from "#lib/library/list-images.ts";
import { getFacets, suggestWords } from "#lib/library/search.ts";
import { photoSteps } from "#tests/support/photo-steps.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

/* Words, times and places that owners give their photos. */

const world = provideServices();
const { readyImage, listIds, change } = photoSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

test("titles, captions and archived photos are found as their owner left them", async () => {
  const user = someUser();
  const image = await readyImage(user, "2024-05-01T10:00:00");
  await editImage(services, user, image.id, {
    title: "Sunset over Bergen",
    caption: "The last evening",
    archived: true,
  });
  expect(await listIds(user, { q: "sunset evening" })).toEqual([image.id]);
  expect(await listIds(user, {})).toEqual([]);
  await editImage(services, user, image.id, { title: "", archived: false });
  expect(await listIds(user, { q: "sunset" })).toEqual([]);
  expect(await listIds(user, {})).toEqual([image.id]);
});

test("photos with a time of their owner's stand at their new place, and go back to where the file says", async () => {
  const user = someUser();
  const [may, june] = [await readyImage(user, "2024-05-01T10:00:00"), await readyImage(user, "2024-06-01T10:00:00")];
  const bare = await beginNewUpload(services, user, someFile());
  await makeReady(services, bare.image);
  const months = async () => (await getTimeline(services, user, {})).months.map(({ month }) => month);
  const now = new Date().toISOString().slice(0, 7);
  const shift = { action: "set_time", time: { shiftMinutes: -31 * 24 * 60, offset: "+02:00" } } as const;
  const shifted = await change(user, { ...shift, ids: [may.id, june.id, bare.image.id] });
  expect(shifted.results?.map(({ outcome, code }) => code ?? outcome)).toEqual(["invalid_state", "changed", "changed"]);
  expect(await months()).toEqual([now, "2024-05", "2024-03"]);
  await undoBulkChange(services, user, shifted.change.id);
  expect(await months()).toEqual([now, "2024-06", "2024-05"]);

  const edited = await editImage(services, user, may.id, { takenAt: "2019-12-31T23:59:59+09:00" });
  expect(toImageView(edited, { sign: String })).toMatchObject({
    takenAt: "2019-12-31T23:59:59+09:00",
    takenOffset: "+09:00",
    takenAtSource: "owner",
  });
  expect(await months()).toEqual([now, "2024-06", "2019-12"]);
  await change(user, { action: "reset_time", ids: [may.id] });
  expect(await months()).toEqual([now, "2024-06", "2024-05"]);
});

/** As the image itself and the list say it. */
async function positionOf(user: User, imageId: string) {
  const image = await findImage(services.database, { ownerId: user.id, imageId });
  const { images } = await listImages(services, user, { query: fromApiQuery({}), limit: 100, fields: ["position"] });
  const position = image && toImageView(image, { sign: String }).position;
  expect(images.find(({ id }) => id === imageId)?.position).toEqual(position);
  return position;
}

async function revisionOf(user: User, imageId: string) {
  return (await findImage(services.database, { ownerId: user.id, imageId }))?.revision;
}

test("photos are where their owner says, nowhere, and back where the file says", async () => {
  const user = someUser();
  const file = { latitude: 48.137, longitude: 11.575 };
  const [one = "", other = ""] = await storeImages(services.database, user, 2, { shot: file });
  const lofoten = { latitude: 68.2, longitude: 14.4 };
  const inLofoten = () => listIds(user, { box: [14, 68, 15, 69] });
  const set = await change(user, { action: "set_position", position: lofoten, ids: [one, other] });
  expect(set.results?.map(({ outcome }) => outcome)).toEqual(["changed", "changed"]);
  expect((await inLofoten()).toSorted()).toEqual([one, other].toSorted());
  expect(await listIds(user, { q: "norwegen" })).toHaveLength(2);
  expect(await positionOf(user, one)).toEqual({ ...lofoten, source: "owner" });
  const again = await change(user, { action: "set_position", position: lofoten, ids: [one] });
  expect(again.results).toMatchObject([{ outcome: "unchanged" }]);

  await change(user, { action: "set_position", position: null, ids: [one] });
  expect(await positionOf(user, one)).toBeUndefined();
  expect(await listIds(user, { hasLocation: false })).toEqual([one]);
  await undoBulkChange(services, user, set.change.id);
  expect(await positionOf(user, other)).toEqual({ ...file, source: "file" });
  await change(user, { action: "reset_position", ids: [one] });
  expect(await positionOf(user, one)).toEqual({ ...file, source: "file" });

  const revision = await revisionOf(user, (await editImage(services, user, one, { position: lofoten })).id);
  await editImage(services, user, one, { position: { ...lofoten } });
  expect(await revisionOf(user, one)).toBe(revision);
  expect(await inLofoten()).toEqual([one]);
  await editImage(services, user, one, { position: null });
  expect(await positionOf(user, one)).toBeUndefined();
  await editImage(services, user, one, { position: "file" });
  expect(await positionOf(user, one)).toEqual({ ...file, source: "file" });
});

test("places have names: in words, filters, facets and suggestions, and an owner's position moves a photo to its own", async () => {
  const user = someUser();
  const munich = { latitude: 48.137, longitude: 11.575 };
  const [one = "", other = ""] = await storeImages(services.database, user, 2, { shot: munich });
  await editImage(services, user, other, { position: { latitude: 43.64, longitude: 7.12 } });
  const named = { city: "Munich", region: "Bavaria", country: "Germany" };
  expect((await getImageView(services, user, one)).place).toEqual(named);
  const { images } = await listImages(services, user, { query: fromApiQuery({ city: "Munich" }), limit: 9 });
  expect(images).toMatchObject([{ id: one, place: named }]);
  for (const q of ["bavaria", "deutschland", "munich germany"]) expect(await listIds(user, { q })).toEqual([one]);
  expect(await listIds(user, { country: "France" })).toEqual([other]);
  const facets = await getFacets(services, user, {}, []);
  expect(facets.countries.map(({ value }) => value).toSorted()).toEqual(["France", "Germany"]);
  expect(await suggestWords(services, user, "mun", [])).toContainEqual({ kind: "city", label: "Munich" });
  await editImage(services, user, one, { position: null });
  expect((await getImageView(services, user, one)).place).toBeUndefined();
  expect(await listIds(user, { q: "bavaria" })).toEqual([]);
});
