import { expect, test } from "vitest";
import { editImage } from "#lib/images/change-images.ts";
import { addRotation, rotations } from "#lib/images/rotation.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { getMap } from "#lib/library/get-map.ts";
import { getTimelineChunk } from "#lib/library/get-timeline-chunk.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

const world = provideServices();

test("a turned picture has its sides changed and its angle in every list, and its files as they were", async () => {
  const { services } = world;
  const user = someUser();
  const medium = { width: 40, height: 30, bytes: 100 };
  const [id = ""] = await storeImages(services.database, user, 1, {
    width: 400,
    height: 300,
    transparent: true,
    incomplete: true,
    renditions: { thumbnail: medium, medium },
    shot: { latitude: 10, longitude: 10 },
  });
  for (const rotation of [90, 180, 270, 0] as const) {
    const stored = await editImage(services, user, id, { rotation });
    expect(stored).toMatchObject({ width: 400, height: 300, renditions: { medium } });
    const shown = rotation % 180 === 0 ? { width: 400, height: 300 } : { width: 300, height: 400 };
    const expected = { ...shown, ...(rotation === 0 ? {} : { rotation }) };
    expect((await toImageViewNow(services, stored)).rotation).toBe(expected.rotation);
    expect(await toImageViewNow(services, stored)).toMatchObject(expected);
    const own = [{ kind: "image" as const, id, revision: stored.revision }];
    const query = (filters: Parameters<typeof fromApiQuery>[0]) => ({ query: fromApiQuery(filters), limit: 10 });
    const { images } = await listImages(services, user, query({}));
    expect(images).toMatchObject([{ id, transparent: true, incomplete: true, ...expected }]);
    expect(images[0]?.rotation).toBe(expected.rotation);
    expect(images[0]?.renditions.medium).toMatchObject({ width: 40, height: 30 });
    const chunk = await getTimelineChunk(services, user, fromApiQuery({}), { start: 0, limit: 10 }, own);
    expect(chunk).toMatchObject({ widths: [shown.width], heights: [shown.height], rotations: [rotation] });
    const orientation = rotation % 180 === 0 ? "landscape" : "portrait";
    expect((await listImages(services, user, query({ orientation }))).images).toHaveLength(1);
    const { clusters } = await getMap(services, user, { box: [-180, -90, 180, 90], zoom: 1 }, own);
    expect(clusters.map(({ image }) => image.rotation)).toEqual([expected.rotation]);
  }
});

test("turns add up", () => {
  expect(rotations.map((by) => addRotation(270, by))).toEqual([270, 0, 90, 180]);
  expect(addRotation(undefined, 90)).toBe(90);
});
