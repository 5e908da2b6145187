import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { SnapshotStore } from "#lib/library/change-source.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { createSeededTable } from "./seeded-change-table.ts";

/* A process that a test kills: it rebuilds, applies and writes snapshots of one library without end. */

const [folder = "", photos = "0", mode = ""] = process.argv.slice(2);
const table = createSeededTable(Number(photos));
const store: SnapshotStore = {
  read: async () => undefined,
  write: async (_userId, _version, path) => copyFile(path, join(folder, "..", "snapshot")),
  delete: async () => {},
};
const index = createLibraryIndex({
  folder,
  limits: { maxFiles: 10, maxBytes: 1e9 },
  source: table.source,
  threads: createWorkerPool(1),
  snapshots: store,
  writesSnapshots: false,
});
const query = imageQuerySchema.parse({});
if (mode === "rebuild") {
  for (;;) {
    await index.read(table.userId, "count", query);
    process.stdout.write("reading\n");
    await index.finishRebuild(table.userId);
    await index.discard(table.userId);
  }
}
await index.finishRebuild(table.userId);
for (;;) {
  table.touchSome();
  await index.read(table.userId, "count", query);
  process.stdout.write("applied\n");
  if (mode === "snapshot") {
    await index.writeSnapshot(table.userId);
  }
}
