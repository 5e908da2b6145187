import { beforeEach, expect, test } from "vitest";
import { type ApiClient, RefusedError } from "../api/api-client.ts";
import type { HashMemory } from "./hash-memory.ts";
import { importPhotos } from "./import-photos.ts";

const hashed: string[] = [];
const memory = {
  getHash: async ({ path }: { path: string }) => `hash of ${hashed.push(path)}`,
  forget: () => {},
} as unknown as HashMemory;
beforeEach(() => {
  hashed.length = 0;
});

/** What becomes of photos that the server answers so, one after the other. */
async function importAll(answers: readonly ("full" | "uploaded" | "duplicate")[]) {
  const photos = answers.map((answer) => ({
    entry: { path: answer, part: "", bytes: 1, open: async () => new Blob() },
    fileName: answer,
    contentType: "image/jpeg" as const,
    facts: {},
    albums: [],
  }));
  const full = () => new RefusedError("quota_exceeded", "Your storage is full");
  const client = {
    announce: async (announced: { photo: { fileName: string } }[]) =>
      announced.map(({ photo }) => (photo.fileName === "full" ? full() : undefined)),
    upload: async ({ fileName }: { fileName: string }) => {
      if (fileName === "full") throw full();
      return { outcome: fileName, imageId: "id" };
    },
  } as unknown as ApiClient;
  return importPhotos({
    photos,
    client,
    memory,
    concurrency: 1,
    signal: new AbortController().signal,
    onDone: () => {},
  });
}

const many = (count: number) => Array.from({ length: count }, () => "full" as const);

test("once the storage is full for twenty photos in a row the others are not read", async () => {
  const { refused, left, uploaded } = await importAll([...many(19), "uploaded", ...many(300)]);
  expect([refused.length, uploaded, left]).toEqual([39, 1, 280]);
  expect(hashed.length).toBeLessThan(130);
});

test("photos that are there already need no storage, so that all are tried", async () => {
  const { refused, left, duplicates } = await importAll([...many(19), "duplicate", ...many(19)]);
  expect([refused.length, duplicates, left]).toEqual([38, 1, 0]);
});
