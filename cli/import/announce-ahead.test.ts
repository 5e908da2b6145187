import { expect, test } from "vitest";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";
import { type Begun, RefusedError } from "../api/api-client.ts";
import { type AnnouncedPhoto, announceAhead } from "./announce-ahead.ts";
import type { HashMemory } from "./hash-memory.ts";

const MEBIBYTE = 1024 ** 2;

function toPhoto(fileName: string, bytes = 1): PlannedPhoto {
  const entry = { path: fileName, part: "", bytes, open: async () => new Blob() };
  return { entry, fileName, contentType: "image/jpeg", facts: {}, albums: [] };
}

const memory = {
  getHash: async ({ path }: { path: string }) => {
    if (path === "unreadable") throw new Error("EIO");
    return `hash of ${path}`;
  },
  forget: () => {},
} as unknown as HashMemory;

/** What comes of photos, and what was announced together. */
async function announceAll(photos: PlannedPhoto[], answer: (name: string) => Begun | RefusedError | undefined) {
  const batches: string[][] = [];
  const announce = async (announced: { photo: PlannedPhoto; sha256: string }[]) => {
    batches.push(announced.map(({ photo }) => photo.fileName));
    return announced.map(({ photo }) => answer(photo.fileName));
  };
  const announced: AnnouncedPhoto[] = [];
  for await (const one of announceAhead(photos, { client: { announce }, memory, isStopped: () => false }))
    announced.push(one);
  return { batches, announced };
}

const known = (id: string): Begun => ({ image: { id }, duplicate: true });

test("photos come in their order, each with its own answer, few of them together at first", async () => {
  const photos = Array.from({ length: 100 }, (_, index) => toPhoto(String(index)));
  const { batches, announced } = await announceAll(photos, known);
  expect(batches.map(({ length }) => length)).toEqual([4, 8, 16, 32, 32, 8]);
  expect(announced).toEqual(photos.map((photo) => ({ photo, begun: known(photo.fileName) })));
});

test("large photos are announced when they are nearly due, since links end", async () => {
  const photos = Array.from({ length: 4 }, (_, index) => toPhoto(String(index), 60 * MEBIBYTE));
  expect((await announceAll(photos, known)).batches).toEqual([
    ["0", "1"],
    ["2", "3"],
  ]);
});

test("an empty or unreadable photo is tried by itself and does not move the others' answers", async () => {
  const photos = [toPhoto("empty", 0), toPhoto("a"), toPhoto("unreadable"), toPhoto("b")];
  const { batches, announced } = await announceAll(photos, known);
  expect(batches).toEqual([["a", "b"]]);
  expect(announced.map(({ begun }) => begun)).toEqual([undefined, known("a"), undefined, known("b")]);
});

test("an announcement that fails as a whole leaves every photo to be tried by itself", async () => {
  const { announced } = await announceAll([toPhoto("a"), toPhoto("b")], () => {
    throw new RefusedError("invalid_request", "The name is too long");
  });
  expect(announced.map(({ begun }) => begun)).toEqual([undefined, undefined]);
});
