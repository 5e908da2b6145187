import { expect, test } from "vitest";
import { findContentClaim } from "#lib/images/content-claim-repository.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { beginUploads } from "#lib/uploads/begin-uploads.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const QUOTA = 100_000;
const FILE = 10_000;

const world = provideServices({ USER_QUOTA_BYTES: String(QUOTA) });
const someFiles = (count: number) => Array.from({ length: count }, () => someFile(FILE));
const announcements = (files: ReturnType<typeof someFiles>) => files.map(({ announcement }) => announcement);

test("many files are announced with one change of the user's storage account, and each may be sent", async () => {
  const user = someUser();
  const files = someFiles(8);
  const { database, calls } = countedDatabase(world.services.database);
  const begun = await beginUploads({ ...world.services, database }, user, announcements(files));
  for (const [index, ticket] of begun.entries()) {
    if (!("upload" in ticket)) throw new Error("Expected a signed upload");
    expect(ticket.image).toMatchObject({ ...files[index]?.announcement, status: "uploading" });
    expect((await sendBytes(ticket.upload, files[index]?.body ?? new Uint8Array())).status).toBe(200);
    const content = { ownerId: user.id, sha256: ticket.image.sha256, addedBy: undefined };
    expect(await findContentClaim(world.services.database, content)).toBe(ticket.image.id);
  }
  const ids = begun.map((ticket) => ("image" in ticket ? ticket.image.id : ""));
  expect(ids).toEqual(ids.toSorted());
  const usage = await getUsage(world.services.database, user.id);
  expect(usage.committedBytes).toBe(8 * FILE);
  expect(Object.keys(usage.reservations)).toHaveLength(8);
  // Claims are looked for together, the account is read and written once; each image is two writes.
  expect(calls.length).toBeLessThanOrEqual(3 + 2 * 8 + 2);
});

test("a file that is there, one that comes twice and one that is too large are answered each in its place", async () => {
  const user = someUser();
  const [known, twice, other] = someFiles(3) as [ReturnType<typeof someFile>, ...ReturnType<typeof someFiles>];
  const { image } = await beginUpload(world.services, user, known.announcement);
  await makeReady(world.services, image);
  const sent = [known, twice, twice, other].flatMap((file) => (file ? [file.announcement] : []));
  const tooLarge = { ...someFile(FILE).announcement, bytes: world.services.config.maxUploadBytes + 1 };
  const begun = await beginUploads(world.services, user, [...sent, tooLarge]);
  expect(begun[1]).toMatchObject({ upload: {}, isNew: true });
  expect(begun[2]).toMatchObject({ upload: {}, isNew: false });
  expect(begun[3]).toMatchObject({ upload: {}, isNew: true });
  expect(begun[4]).toMatchObject({ code: "file_too_large" });
  const ids = begun.map((ticket) => ("image" in ticket ? ticket.image.id : undefined));
  expect(ids[0]).toBe(image.id);
  expect(ids[2]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(4);
});

test("of more files than there is room for as many get in as would have one by one", async () => {
  const user = someUser();
  const begun = await beginUploads(world.services, user, announcements(someFiles(13)));
  const refused = begun.filter((ticket) => "code" in ticket);
  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({ code: "quota_exceeded" });
  expect((await getUsage(world.services.database, user.id)).committedBytes).toBe(QUOTA);
});

test("the same files announced from several places at once are one image each", async () => {
  const user = someUser();
  // There is room for what each of them holds until the first is there.
  const sent = announcements(someFiles(3));
  const all = await Promise.all([1, 2, 3].map(() => beginUploads(world.services, user, sent)));
  for (const index of sent.keys()) {
    const ids = new Set(all.map((begun) => (begun[index] as { image?: { id: string } }).image?.id));
    expect(ids.size).toBe(1);
    const imageId = [...ids][0] ?? "";
    expect(await findImage(world.services.database, { ownerId: user.id, imageId })).toMatchObject({ bytes: FILE });
  }
  const usage = await getUsage(world.services.database, user.id);
  expect(usage.committedBytes).toBe(3 * FILE);
});
