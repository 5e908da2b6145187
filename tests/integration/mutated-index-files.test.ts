import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import { createLibraryIndex, type LibraryIndex } from "#lib/library/library-index.ts";
import { createSeededTable, type SeededTable } from "#tests/support/seeded-change-table.ts";
import { seededRandom } from "#tests/support/seeded-random.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

/* Whatever happens to the bytes of an index, its user never sees an error: it is thrown away and read again. */

const PHOTOS = 150;
const PAGE_BYTES = 4_096;
const MAX_FLIPPED = 40;
const everything = imageQuerySchema.parse({});

type Mutation = (file: Buffer, random: () => number) => Buffer;

const mutations: Record<string, Mutation> = {
  "cut at any byte": (file, random) => file.subarray(0, Math.floor(random() * file.length)),
  "with some bytes changed": (file, random) => {
    const changed = Buffer.from(file);
    for (let left = 1 + random() * MAX_FLIPPED; left > 0; left--) {
      changed[Math.floor(random() * file.length)] = Math.floor(random() * 256);
    }
    return changed;
  },
  "with pages in each other's place": (file, random) => {
    const changed = Buffer.from(file);
    const pageAt = () => Math.floor((random() * file.length) / PAGE_BYTES) * PAGE_BYTES;
    for (let left = 1 + random() * 3; left > 0; left--) file.copy(changed, pageAt(), pageAt(), pageAt() + PAGE_BYTES);
    return changed;
  },
};

/** Snapshots in memory, of which the first that is read is `stored`. */
function storeOf(stored: Buffer): SnapshotStore & { stored: Buffer | undefined } {
  const store: SnapshotStore & { stored: Buffer | undefined } = {
    stored,
    read: async () => store.stored && Readable.from([store.stored]),
    write: async (_userId, _version, path) => {
      store.stored = await readFile(path);
    },
    delete: async (_userId, replacedBy) => {
      if (replacedBy === undefined) store.stored = undefined;
    },
  };
  return store;
}

async function withIndex<T>(
  folder: string,
  table: SeededTable,
  snapshots: SnapshotStore,
  use: (index: LibraryIndex) => Promise<T>,
): Promise<T> {
  const threads = createOwnThread();
  const limits = { maxFiles: 10, maxBytes: 1e9 };
  const index = createLibraryIndex({
    folder,
    limits,
    source: table.source,
    threads,
    snapshots,
    writesSnapshots: false,
  });
  try {
    return await use(index);
  } finally {
    await index.close();
    await threads.close();
  }
}

/** Asks of an index whatever pages and the API ask. */
async function askAll(index: LibraryIndex, { userId }: SeededTable): Promise<void> {
  const page = { limit: 20 };
  await index.read(userId, "list", { query: everything, page });
  await index.read(userId, "list", { query: imageQuerySchema.parse({ text: "sun", sort: "added" }), page });
  await index.read(userId, "chunk", { query: everything, chunk: { start: 5, limit: 50 } });
  await index.read(userId, "months", imageQuerySchema.parse({ text: "img" }));
  await index.read(userId, "facets", everything);
  await index.read(userId, "suggest", "su");
  await index.read(userId, "collections", { kind: "album" });
  await index.read(userId, "selectIds", everything);
  await index.read(userId, "duplicates", { limit: 10, skip: 0 });
  await index.writeSnapshot(userId);
}

async function mutateAndAsk(seeds: Iterable<number>, inside: boolean): Promise<void> {
  await using directory = await temporaryDirectory();
  const table = createSeededTable(PHOTOS);
  const store = storeOf(Buffer.alloc(0));
  await withIndex(join(directory.path, "whole"), table, store, async (index) => {
    await index.finishRebuild(table.userId);
    await index.writeSnapshot(table.userId);
  });
  const whole = store.stored ?? Buffer.alloc(0);
  for (const seed of seeds) {
    const random = seededRandom(seed);
    const names = Object.keys(mutations);
    const name = names[seed % names.length] ?? "";
    const mutate = mutations[name] as Mutation;
    const mutated = inside ? zstdCompressSync(mutate(zstdDecompressSync(whole), random)) : mutate(whole, random);
    await withIndex(join(directory.path, String(seed)), table, storeOf(mutated), async (index) => {
      const outcome = await askAll(index, table).then(
        () => "answered",
        (error: unknown) => String(error),
      );
      expect({ seed, name, outcome }).toEqual({ seed, name, outcome: "answered" });
    });
  }
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

test("a snapshot of which bytes were lost or changed is no error", () => mutateAndAsk(upTo(3), false));
test("an index of which bytes were lost or changed is no error", () => mutateAndAsk(upTo(6), true));
test("nor is any of hundreds", { tags: "long", timeout: 600_000 }, async () => {
  await mutateAndAsk(upTo(60, 1_000), false);
  await mutateAndAsk(upTo(200, 1_000), true);
});
