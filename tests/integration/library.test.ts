import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { keys } from "#lib/database/keys.ts";
import { editImage, restoreImage, trashImage } from "#lib/images/change-images.ts";
import { failProcessing } from "#lib/images/image-repository.ts";
import { MAX_RECORDED_REVISION } from "#lib/images/processing-event.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { getImageView } from "#lib/images/view-images.ts";
import { findImageNeighbours } from "#lib/library/find-neighbours.ts";
import { type ImageQueryInput, imageQuerySchema } from "#lib/library/image-query.ts";
import { type ImageListRequest, listImages } from "#lib/library/list-images.ts";
import { MAX_RETRIES, retryFailedImage, retryImage } from "#lib/processing/retry-image.ts";
import { someUser, type TestServices } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

const world = provideServices();

async function seedLibrary(user: ReturnType<typeof someUser>, takenAt: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const time of takenAt) {
    const { image } = await beginNewUpload(world.services, user, someFile());
    ids.push((await makeReady(world.services, image, time)).id);
  }
  return ids;
}

const days = ["2024-01-01", "2024-03-01", "2024-02-01"].map((day) => `${day}T12:00:00.000Z`);

type User = ReturnType<typeof someUser>;

function list(user: User, filters: ImageQueryInput = {}, rest: Partial<ImageListRequest> = {}) {
  return listImages(world.services, user, { query: imageQuerySchema.parse(filters), limit: 10, ...rest });
}

const toIds = ({ images }: { images: { id: string }[] }) => images.map(({ id }) => id);
const trash: ImageQueryInput = { trashed: true, sort: "trashed" };

test("the gallery is newest first by capture time, page by page", async () => {
  const user = someUser();
  const [january, march, february] = await seedLibrary(user, days);
  const first = await list(user, {}, { limit: 2 });
  expect(toIds(first)).toEqual([march, february]);
  const second = await list(user, {}, { limit: 2, cursor: first.nextCursor });
  expect(toIds(second)).toEqual([january]);
  expect(second.nextCursor).toBeUndefined();
});

test("a span of time, words and a status narrow it", async () => {
  const user = someUser();
  const [january, , february] = await seedLibrary(user, days);
  const uploading = await beginNewUpload(world.services, user, someFile());
  const span = { from: "2024-02-01", to: "2024-03-01" };
  expect(toIds(await list(user, span))).toEqual([february]);
  expect(toIds(await list(user, { text: "pho", to: span.from }))).toEqual([january]);
  expect(toIds(await list(user, { text: "photograph" }))).toEqual([]);
  expect(toIds(await list(user, { status: "uploading" }))).toEqual([uploading.image.id]);
  expect(toIds(await list(user, { from: span.to, to: span.from }))).toEqual([]);
});

test("a cursor of another list, or made up, is refused", async () => {
  const user = someUser();
  await seedLibrary(user, days);
  const { nextCursor } = await list(user, {}, { limit: 1 });
  const refused = expect.objectContaining({ code: "invalid_cursor" });
  await expect(list(user, { favourite: false }, { cursor: nextCursor })).rejects.toEqual(refused);
  await expect(list(user, {}, { cursor: "bm9uc2Vuc2U" })).rejects.toEqual(refused);
  // A position says nothing of anyone's photos: with another user's cursor one gets one's own.
  const other = someUser();
  const [own] = await seedLibrary(other, days.slice(0, 1));
  expect(toIds(await list(other, {}, { cursor: nextCursor }))).toEqual([own]);
});

test("images of a list have the details and the URLs that were asked for", async () => {
  const user = someUser();
  const { image } = await beginNewUpload(world.services, user, someFile());
  const sizes = { width: 40, height: 30, bytes: 1_000 };
  const ready = await makeReady(world.services, image, days[0], { thumbnail: sizes, medium: sizes, large: sizes });
  const { sha256, dominantColor, shot, position, embedded, ...listed } = await toImageViewNow(world.services, ready);
  const [plain] = (await list(user)).images;
  expect(plain).toEqual(JSON.parse(JSON.stringify(listed)));
  const [detailed] = (await list(user, {}, { fields: ["sha256", "dominantColor"], renditions: ["medium"] })).images;
  expect(detailed).toEqual({
    ...plain,
    sha256,
    dominantColor,
    renditions: { medium: listed.renditions.medium },
  });
  expect((await list(user)).images[0]?.renditions).toEqual(plain?.renditions);
});

test("neighbours follow the gallery's order", async () => {
  const user = someUser();
  const [january = "", march = "", february = ""] = await seedLibrary(user, days);
  const idsAround = async (id: string, filters = {}) => {
    const { before, after } = await findImageNeighbours(world.services, user, { id }, [], filters);
    return { before: before.map((image) => image.id), after: after.map((image) => image.id) };
  };
  expect(await idsAround(february)).toEqual({ before: [march], after: [january] });
  expect(await idsAround(march)).toEqual({ before: [], after: [february, january] });
  for (const imageId of [january, march]) await editImage(world.services, user, imageId, { favourite: true });
  expect(await idsAround(january, { favourite: true })).toEqual({ before: [march], after: [] });
  // What has left the list since it was opened there still stands between those that are in it.
  expect(await idsAround(february, { favourite: true })).toEqual({ before: [march], after: [january] });
});

test("the trash holds what was deleted until it is restored", async () => {
  const user = someUser();
  const [january = ""] = await seedLibrary(user, days);
  await trashImage(world.services, user, january);
  const once = (await list(user, trash)).images;
  expect(once.map(({ id }) => id)).toEqual([january]);
  await trashImage(world.services, user, january);
  expect((await list(user, trash)).images[0]?.trashedAt).toBe(once[0]?.trashedAt);
  expect((await list(user)).images).toHaveLength(2);
  await restoreImage(world.services, user, january);
  expect((await list(user, trash)).images).toEqual([]);
  expect((await list(user)).images).toHaveLength(3);
});

test("favourites are in a list of their own, and making one again changes nothing", async () => {
  const user = someUser();
  const [january = "", march = ""] = await seedLibrary(user, days);
  expect((await editImage(world.services, user, march, { favourite: true })).favourite).toBe(true);
  const once = await editImage(world.services, user, january, { favourite: true });
  expect(await editImage(world.services, user, january, { favourite: true })).toEqual(once);
  expect(toIds(await list(user, { favourite: true }))).toEqual([march, january]);
  await editImage(world.services, user, march, { favourite: false });
  expect(toIds(await list(user, { favourite: true }))).toEqual([january]);
  expect((await list(user)).images.map(({ favourite }) => favourite)).toEqual([false, false, true]);
});

test("nobody else finds an image, whatever they try", async () => {
  const [id = ""] = await seedLibrary(someUser(), days.slice(0, 1));
  const stranger = someUser();
  const favour = (services: TestServices["services"], user: User, imageId: string) =>
    editImage(services, user, imageId, { favourite: true });
  for (const attempt of [getImageView, trashImage, restoreImage, retryImage, favour]) {
    await expect(attempt(world.services, stranger, id)).rejects.toMatchObject({ code: "not_found" });
  }
});

test("an image that did not fail is not retried", async () => {
  const user = someUser();
  const [id = ""] = await seedLibrary(user, days.slice(0, 1));
  await expect(retryImage(world.services, user, id)).rejects.toMatchObject({ code: "invalid_state" });
});

test("a failure is rendered again five times at most, and the record of an image does not grow without end", async () => {
  const { services } = world;
  const user = someUser();
  const { image } = await beginNewUpload(services, user, someFile());
  const id = { ownerId: user.id, imageId: image.id };
  const fail = () => failProcessing(services.database, id, "corrupt_image", new Date().toISOString());
  await fail();
  for (let retry = 0; retry < MAX_RETRIES; retry++) {
    expect((await retryImage(services, user, image.id)).status).toBe("processing");
    await fail();
  }
  await expect(retryImage(services, user, image.id)).rejects.toMatchObject({
    code: "invalid_state",
    details: { maxRetries: MAX_RETRIES },
  });
  // Admins may, once they have mended what it failed on; and what became ready counts anew.
  await retryFailedImage(services, id);
  expect((await makeReady(services, image)).retries).toBeUndefined();

  const { client, table } = services.database;
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keys.image(user.id, image.id),
      UpdateExpression: "SET revision = :many",
      ExpressionAttributeValues: { ":many": MAX_RECORDED_REVISION },
    }),
  );
  const before = await listProcessingEvents(services.database, image.id);
  await trashImage(services, user, image.id);
  await restoreImage(services, user, image.id);
  expect(await listProcessingEvents(services.database, image.id)).toEqual(before);
});
