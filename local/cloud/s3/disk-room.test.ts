import { expect, test } from "vitest";
import { createDiskRoom } from "./disk-room.ts";

const FREE = 100;
const full = { code: "InsufficientStorage" };

test("what is being received counts as stored, so that many at a time leave the reserve alone", async () => {
  const room = createDiskRoom(async () => FREE);
  const sent = Promise.withResolvers<string>();
  const first = room.receive({ bytes: 60, left: 10 }, () => sent.promise);
  await expect(room.receive({ bytes: 60, left: 10 }, async () => "stored")).rejects.toMatchObject(full);
  expect(await room.receive({ bytes: 30, left: 10 }, async () => "stored")).toBe("stored");
  sent.resolve("stored");
  expect(await first).toBe("stored");
  expect(await room.receive({ bytes: 60, left: 10 }, async () => "stored")).toBe("stored");
});

test("of two that come at once and do not both fit, the first is let in", async () => {
  const room = createDiskRoom(async () => FREE);
  const both = [1, 2].map(() => room.receive({ bytes: 60, left: 0 }, async () => "stored"));
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("what broke off gives its room back", async () => {
  const room = createDiskRoom(async () => FREE);
  const broken = room.receive({ bytes: 100, left: 0 }, () => Promise.reject(new Error("gone")));
  await expect(broken).rejects.toThrow("gone");
  expect(await room.receive({ bytes: 100, left: 0 }, async () => "stored")).toBe("stored");
});

test.each([
  { disk: "with plenty of room is asked once for many small objects", free: 100 * 1024 ** 3, asked: 1 },
  { disk: "that may soon be full is asked for each", free: 1024 ** 3, asked: 3 },
])("a disk $disk", async ({ free, asked }) => {
  let times = 0;
  const room = createDiskRoom(async () => {
    times += 1;
    return free;
  });
  for (let object = 0; object < 3; object++) await room.receive({ bytes: 1_000, left: 1_000 }, async () => "stored");
  expect(times).toBe(asked);
});
