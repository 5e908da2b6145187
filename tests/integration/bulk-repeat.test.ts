import { beforeEach, expect, test, vi } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { dyingAfter, intercept } from "#tests/support/dying-services.ts";
import { storeImages } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";

/** More than one lease, and than a request has to write down its images. */
const LATER_MS = 20 * 60_000;
const KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324";

const world = provideServices();

beforeEach(() => {
  // A process that has died is not silent about it.
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  return () => log.mockRestore();
});

const storePhoto = async (user: User) => {
  const [id = ""] = await storeImages(world.services.database, user, 1, { takenAt: "2024-05-01T10:00:00" });
  return id;
};

const readTime = async (user: User, id: string) =>
  (await findImage(world.services.database, { ownerId: user.id, imageId: id }))?.ownTime;

const shift = (id: string) => ({ action: "set_time" as const, time: { shiftMinutes: 90 }, ids: [id] });

test("a call that is repeated with its key is answered with what it started, and another one is made", async () => {
  const { services } = world;
  const [user, other] = [someUser(), someUser()];
  const id = await storePhoto(user);
  const first = await changeImages(services, user, shift(id), [], KEY);
  const again = await changeImages(services, user, shift(id), [], KEY);
  expect(again.change).toMatchObject({ id: first.change.id, state: "done", changed: 1 });
  expect(await readTime(user, id)).toBe("2024-05-01T11:30:00");

  await expect(
    changeImages(services, user, { ...shift(id), time: { shiftMinutes: 30 } }, [], KEY),
  ).rejects.toMatchObject({ code: "invalid_request" });
  await changeImages(services, user, shift(id), [], "another");
  expect(await readTime(user, id)).toBe("2024-05-01T13:00:00");

  // Keys are each user's own.
  const theirs = await storePhoto(other);
  await changeImages(services, other, shift(theirs), [], KEY);
  expect(await readTime(other, theirs)).toBe("2024-05-01T11:30:00");
});

test("calls with one key at the same time are one change", async () => {
  const { services } = world;
  const user = someUser();
  const id = await storePhoto(user);
  const calls = Array.from({ length: 4 }, () => changeImages(services, user, shift(id), [], KEY));
  const answers = (await Promise.allSettled(calls)).filter(({ status }) => status === "fulfilled");
  expect(answers).not.toHaveLength(0);
  expect(await readTime(user, id)).toBe("2024-05-01T11:30:00");
});

test("whose process died, at any call, is done once when it is repeated", async () => {
  const { services } = world;
  for (let calls = 0; ; calls++) {
    const user = someUser();
    const id = await storePhoto(user);
    const isDone = await changeImages(dyingAfter(services, calls), user, shift(id), [], KEY).then(
      () => true,
      () => false,
    );
    await continueBulkChanges(services, { deadline: Date.now() + 20_000, now: () => Date.now() + LATER_MS });
    await changeImages(services, user, shift(id), [], KEY);
    expect(await readTime(user, id)).toBe("2024-05-01T11:30:00");
    expect((await getBulkChanges(services, user)).filter(({ state }) => state === "done")).toHaveLength(1);
    if (isDone) break;
    expect(calls).toBeLessThan(60);
  }
});

test("one whose images could not be written down is made when it is repeated, and nothing waits for it", async () => {
  const { services } = world;
  const user = someUser();
  const id = await storePhoto(user);
  const client = intercept(services.storage.client, async ({ input }) => {
    if (String(input.Key).includes("/ids/") && "Body" in input) throw new Error("The bucket is away");
  });
  const failing = { ...services, storage: { ...services.storage, client } };
  await expect(changeImages(failing, user, shift(id), [], KEY)).rejects.toThrow("The bucket is away");
  expect(await getBulkChanges(services, user)).toMatchObject([{ state: "failed", chunk: 0 }]);
  const { change } = await changeImages(services, user, shift(id), [], KEY);
  expect(change).toMatchObject({ state: "done", changed: 1 });
  expect(await readTime(user, id)).toBe("2024-05-01T11:30:00");
});
