import { ulid } from "ulid";
import { beforeAll, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { createAlbum } from "#lib/albums/change-album.ts";
import type { Image } from "#lib/images/image.ts";
import { createImage } from "#lib/images/image-repository.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery, type SearchFilters } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import {
  changeSavedSearch,
  deleteSavedSearch,
  listSavedSearches,
  saveSearch,
} from "#lib/library/manage-saved-searches.ts";
import { parseSearch } from "#lib/library/parse-search.ts";
import { getFacets, readSearch, suggestWords } from "#lib/library/search.ts";
import { getOrCreateTag } from "#lib/tags/change-tag.ts";
import { someImage } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/* What people type, and the photos that they mean. */

const today = "2026-11-25";
const AT = "2026-11-20T10:00:00.000Z";
const [canon, nikon] = ["Canon EOS R6", "NIKON D90"];

const world = provideServices();
let user: User;
/** Ids of the photos by the names that the table below gives them. */
const ids: Record<string, string> = {};
const names = { tags: [{ id: "", name: "Sea" }], albums: [{ id: "", name: "Norway 2019" }], cameras: [canon, nikon] };

beforeAll(async () => {
  user = someUser();
  const { database } = world.services;
  const { tag: sea } = await getOrCreateTag({ database }, user, "Sea");
  const { tag: munich } = await getOrCreateTag({ database }, user, "München");
  const norway = await createAlbum({ database }, user, { name: "Norway 2019" });
  names.tags = [sea];
  names.albums = [norway];
  const inNorway = [{ id: norway.id, position: 0, addedAt: AT }];
  const photos: Record<string, Partial<Image>> = {
    wall: { fileName: "IMG_1234.JPG", takenAt: "2019-05-04T20:00:00", title: "Sunset over Berlin" },
    dome: { fileName: "IMG_1235.JPG", takenAt: "2020-05-04T20:00:00", title: "Berlin at sunset" },
    gate: { fileName: "DSC_0001.jpg", takenAt: "2019-07-01T12:00:00", caption: "Berlin, Brandenburg gate" },
    beer: { fileName: "IMG_20180922_120000.jpg", takenAt: "2018-09-22T12:00:00", tags: [munich.id] },
    tram: { fileName: "muenchen-tram.png", contentType: "image/png", takenAt: "2021-05-31T23:59:59" },
    tower: { fileName: "東京タワー.jpg", takenAt: "2024-01-01T00:30:00+09:00" },
    fjord: {
      fileName: "DSC_1234.jpg",
      takenAt: "2019-08-01T09:00:00",
      albums: inNorway,
      tags: [sea.id],
      shot: { camera: canon, lens: "RF24-105mm F4 L IS USM", latitude: 60, longitude: 5 },
    },
    boat: { fileName: "boat.heic", contentType: "image/heic", takenAt: "2021-05-02T09:00:00", tags: [sea.id] },
    d90: {
      fileName: "DSC_0090.jpg",
      takenAt: "2012-02-29T09:00:00",
      shot: { camera: nikon, lens: "18.0-105.0 mm f/3.5-5.6" },
      caption: "ISO test",
      width: 600,
      height: 800,
    },
    d90too: { fileName: "DSC_0091.jpg", takenAt: "2012-03-01T09:00:00", shot: { camera: nikon } },
    tree: { fileName: "tree.jpg", takenAt: "2025-12-24T18:00:00", favourite: true, width: 800, height: 600 },
    snow: { fileName: "snow.jpg", takenAt: "2025-12-27T10:00:00" },
    lake: { fileName: "lake.jpg", takenAt: "2026-08-31T23:00:00", bytes: 6_000_000 },
    wood: { fileName: "wood.jpg", takenAt: "2026-09-01T00:00:00", archived: true },
    broken: { fileName: "broken.jpg", takenAt: "2026-11-24T10:00:00", status: "failed", failureCode: "corrupt_image" },
    gone: { fileName: "IMG_1234 gone.jpg", takenAt: "2019-05-04T20:00:00", trashedAt: AT },
  };
  for (const [name, photo] of Object.entries(photos)) {
    const id = ulid();
    ids[name] = id;
    await createImage(database, { ...someImage(user.id, id, AT), ...photo });
  }
});

test.each<[string, string[]]>([
  ["sunset berlin 2019", ["wall"]],
  ["sunset berlin", ["dome", "wall"]],
  ["berlin", ["dome", "gate", "wall"]],
  ["BERL", ["dome", "gate", "wall"]],
  ["IMG_1234", ["wall"]],
  ["img 1234", ["wall"]],
  ["1234", ["fjord", "wall"]],
  ["münchen", ["tram", "beer"]],
  ["muenchen", ["tram", "beer"]],
  ["munchen", ["beer"]],
  ["東京", ["tower"]],
  ["タワー", ["tower"]],
  ["東京 2024", ["tower"]],
  ["東京 2023", []],
  ["nikon", ["d90too", "d90"]],
  ["nikon d90 iso", ["d90"]],
  ["canon rf24-105mm", ["fjord"]],
  ["mai 2021", ["tram", "boat"]],
  ["May 2021", ["tram", "boat"]],
  ["sea may 2021", ["boat"]],
  ["february 2012", ["d90"]],
  ["last christmas", ["tree"]],
  ["letzte Weihnachten", ["tree"]],
  ["last summer", ["lake"]],
  // A stretch of the timeline, and so without what is archived or failed.
  ["this year", ["lake"]],
  ["wood this year", ["wood"]],
  ["yesterday", []],
  ["norway", ["fjord"]],
  ["norway sea canon", ["fjord"]],
  ['album:"norway 2019"', ["fjord"]],
  ["tag:sea", ["boat", "fjord"]],
  ["tag:sea no:album", ["boat"]],
  ["type:png", ["tram"]],
  ["heic", ["boat"]],
  ["is:favourite", ["tree"]],
  ["is:failed", ["broken"]],
  ["is:portrait", ["d90"]],
  ["has:location", ["fjord"]],
  ["bergen", ["fjord"]],
  ["norwegen 2019", ["fjord"]],
  ["size:>5mb", ["lake"]],
  ["camera:d90 2012-03", ["d90too"]],
  ["before 2013", ["d90too", "d90"]],
  ["sunset 2019-2021 berlin", ["dome", "wall"]],
  ["nothing of the kind", []],
  ["🎉", []],
  ["!!!", []],
  ["🎉 2019", []],
])("%s", async (text, expected) => {
  const query = fromApiQuery(parseSearch(text, { today, names }).filters);
  const { images } = await listImages(world.services, user, { query, limit: 100 });
  const found = images.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
  expect(found).toEqual(expected);
});

test.each<[string, string[]]>([
  ['"', []],
  ['sunset"', ["dome", "wall"]],
  ['"berlin" -sunset*', ["dome", "wall"]],
  ["NEAR(sunset berlin, 2)", []],
  ["berlin OR nikon", []],
  ["text : berlin", []],
  ["^sunset {berlin}", ["dome", "wall"]],
  ["' OR 1=1 --", []],
  ["sunset\u0000berlin", ["dome", "wall"]],
  ["\ud83c sunset berlin", ["dome", "wall"]],
  ["berlin ".repeat(1_400), ["dome", "gate", "wall"]],
  ["x".repeat(10_000), []],
])("what a search engine would take for more than words is harmless: %.40s", async (q, expected) => {
  const { images } = await listImages(world.services, user, { query: fromApiQuery({ q }), limit: 100 });
  const found = images.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));
  expect(found).toEqual(expected);
});

test("facets count what matches by year, camera, type and place", async () => {
  const facets = await getFacets(world.services, user, { q: "dsc" }, []);
  expect(facets).toMatchObject({
    total: 4,
    years: [
      { value: "2019", count: 2 },
      { value: "2012", count: 2 },
    ],
    cameras: [
      { value: nikon, count: 2 },
      { value: canon, count: 1 },
    ],
    types: [{ value: "image/jpeg", count: 4 }],
    countries: [{ value: "Norway", count: 1 }],
    cities: [{ value: "Bergen", count: 1 }],
  });
  expect(await getFacets(world.services, user, { q: "nothing" }, [])).toMatchObject({ total: 0, years: [] });
  // What is archived, failed or in the trash is not on the timeline.
  expect(await getFacets(world.services, user, {}, [])).toMatchObject({ total: Object.keys(ids).length - 3 });
});

test.each<[string, string[]]>([
  ["se", ["tag Sea"]],
  ["sunset nor", ["album Norway 2019", "country Norway"]],
  ["berg", ["city Bergen"]],
  ["muen", ["tag München", "word muenchen"]],
  ["D90", ["camera NIKON D90"]],
  ["sun", ["word sunset"]],
  ["東京", ["word 東京"]],
  ["s", ["tag Sea"]],
  ["xyz", []],
  ["sea ", []],
  ["", []],
])("“%s” is completed", async (text, expected) => {
  const suggestions = await suggestWords(world.services, user, text, []);
  expect(suggestions.map(({ kind, label }) => `${kind} ${label}`)).toEqual(expected);
});

test("a search is its text and the filters beside it, which count where both say the same", async () => {
  const [sea = { id: "" }] = names.tags;
  const read = (filters: SearchFilters) => readSearch(world.services, user, filters, [], today);
  expect(await read({ q: "boat 2021 tag:sea", type: "image/heic" })).toMatchObject({
    filters: { q: "boat", from: "2021-01-01", to: "2022-01-01", tag: [sea.id], type: "image/heic" },
    chips: [{ label: "2021", text: "2021" }, { label: "Sea", text: "tag:sea" }, { label: "HEIC" }],
  });
  expect(await read({ q: "boat 2021", tag: [sea.id], from: "2021-05-01", to: "2021-06-01" })).toMatchObject({
    filters: { q: "boat", from: "2021-05-01", to: "2021-06-01", tag: [sea.id] },
    chips: [{ label: "Sea", value: sea.id }, { label: "May 2021" }],
  });
  expect(await read({ tag: ["gone"] })).toMatchObject({ chips: [{ label: "Deleted tag" }] });
});

test("a search is saved, changed and deleted by its owner alone", async () => {
  const [owner, other] = [someUser(), someUser()];
  const { services } = world;
  const search = await saveSearch(services, owner, { name: "Summer", query: "q=last+summer" });
  await saveSearch(services, owner, { name: "heart", query: "favourite=true" });
  expect(await listSavedSearches(services, owner)).toMatchObject([{ name: "heart" }, { name: "Summer" }]);
  expect(await listSavedSearches(services, other)).toEqual([]);
  const notFound = { code: "not_found" };
  await expect(changeSavedSearch(services, other, search.id, { name: "Mine" })).rejects.toMatchObject(notFound);
  await expect(deleteSavedSearch(services, other, search.id)).rejects.toMatchObject(notFound);
  expect(await changeSavedSearch(services, owner, search.id, { name: "Sun" })).toMatchObject({
    name: "Sun",
    query: "q=last+summer",
  });
  await deleteSavedSearch(services, owner, search.id);
  await expect(deleteSavedSearch(services, owner, search.id)).rejects.toMatchObject(notFound);
  for (let number = 1; number < 100; number++) {
    await saveSearch(services, owner, { name: String(number), query: "favourite=true" });
  }
  await expect(saveSearch(services, owner, { name: "too many", query: "q=x" })).rejects.toMatchObject({
    code: "invalid_state",
  });
});

test("what a timeline draws says where each photo was taken", async () => {
  const chunk = await getTimelineChunk(world.services, user, fromApiQuery({}), { start: 0, limit: 100 });
  const placeOf = (name: string) => chunk.places[chunk.placeOf[chunk.ids.indexOf(ids[name] ?? "")] ?? -1];
  expect(placeOf("fjord")).toMatchObject({ city: "Bergen", country: "Norway" });
  expect(placeOf("beer")).toBeUndefined();
});
