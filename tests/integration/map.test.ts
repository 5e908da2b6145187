import { expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { trashImage } from "#lib/images/change-images.ts";
import type { Image } from "#lib/images/image.ts";
import type { Box } from "#lib/library/count-clusters.ts";
import { getMap } from "#lib/library/get-map.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const WORLD: Box = [-180, -90, 180, 90];

const world = provideServices();

const at = (user: User, latitude: number, longitude: number, count = 1, more: Partial<Image> = {}) =>
  storeImages(world.services.database, user, count, { shot: { latitude, longitude }, ...more });

async function countsOf(user: User, box: Box, zoom: number): Promise<number[]> {
  const { clusters, total } = await getMap(world.services, user, { box, zoom }, []);
  expect(total).toBe(clusters.reduce((sum, { count }) => sum + count, 0));
  for (const cluster of clusters) {
    const query = fromApiQuery({ box: cluster.box as Box });
    const { images } = await listImages(world.services, user, { query, limit: 200 });
    expect(images.map(({ id }) => id)).toContain(cluster.image.id);
    expect(images.length).toBeGreaterThanOrEqual(cluster.count);
  }
  return clusters.map(({ count }) => count);
}

test("photos that are near to each other are one cluster, which parts as the map comes nearer", async () => {
  const user = someUser();
  await at(user, 48.137, 11.575, 3);
  await at(user, 48.15, 11.58, 2);
  await at(user, -33.9, 151.2);
  await storeImages(world.services.database, user, 2);
  expect(await countsOf(user, WORLD, 1)).toEqual([5, 1]);
  expect(await countsOf(user, WORLD, 20)).toEqual([5, 1]);
  expect(await countsOf(user, [11, 48, 12, 49], 8)).toEqual([5]);
  expect(await countsOf(user, [11.5, 48.1, 11.6, 48.2], 14)).toEqual([3, 2]);
  expect(await countsOf(user, [11.5, 48.1, 11.576, 48.2], 14)).toEqual([3]);
  expect(await countsOf(someUser(), WORLD, 1)).toEqual([]);
});

test("a cluster across a cell's edge is one, and a box may cross the 180th meridian", async () => {
  const user = someUser();
  await at(user, 0.001, 0.001, 2);
  await at(user, -0.001, -0.001, 2);
  expect(await countsOf(user, WORLD, 3)).toEqual([4]);
  const fiji = someUser();
  await at(fiji, -17, 179.5);
  await at(fiji, -17, -179.5, 2);
  expect(await countsOf(fiji, [170, -30, -170, 0], 4)).toEqual([2, 1]);
  expect(await countsOf(fiji, [170, -30, 180, 0], 4)).toEqual([1]);
});

test("a box without height has no finer cells than one of the whole width may have", async () => {
  const user = someUser();
  await at(user, 0, 10);
  await at(user, 0, 10.05);
  expect(await countsOf(user, [-180, 0, 180, 0], 20)).toEqual([2]);
});

test("a cluster says whether something shows through its picture", async () => {
  const user = someUser();
  await at(user, 10, 10, 1, { transparent: true });
  await at(user, -10, -10);
  const { clusters } = await getMap(world.services, user, { box: WORLD, zoom: 5 }, []);
  const northFirst = clusters.toSorted((one, other) => other.latitude - one.latitude);
  expect(northFirst.map(({ image }) => image.transparent)).toEqual([true, undefined]);
});

test("the map has what is archived, and nothing from the trash", async () => {
  const user = someUser();
  const [first = ""] = await at(user, 10, 10, 2);
  await at(user, 10, 10, 1, { archived: true });
  await at(user, 10, 10, 1, { status: "uploading" });
  await trashImage(world.services, user, first);
  expect(await countsOf(user, WORLD, 2)).toEqual([2]);
});
