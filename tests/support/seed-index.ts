import { join } from "node:path";
import type { Database } from "#lib/database/database.ts";
import { applyChanges } from "#lib/library/apply-changes.ts";
import { createBucketSnapshots } from "#lib/library/bucket-snapshots.ts";
import type { Change } from "#lib/library/change.ts";
import { createIndexFile } from "#lib/library/index-file.ts";
import { storeSnapshot } from "#lib/library/snapshot.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const BATCH = 10_000;
const UNWALKED_MS = 60 * 60 * 1000;

/**
 * Gives a user a library that is in the snapshot of their index only, which takes minutes less than a table of so many
 * items. The user must not have looked at their library yet. The integrity walk finds it wrong after an hour.
 */
export async function seedIndex(
  { database, storage }: { database: Database; storage: Storage },
  ownerId: string,
  changes: Iterable<Change>,
): Promise<void> {
  await using folder = await temporaryDirectory();
  const path = join(folder.path, "index.db");
  const epoch = await createTableChangeSource(database).readEpoch();
  const file = createIndexFile(path, { ownerId, epoch, markMs: Date.now() });
  let batch: Change[] = [];
  const apply = () => {
    applyChanges(file, batch, { rebuildCursor: undefined });
    batch = [];
  };
  for (const change of changes) {
    batch.push(change);
    if (batch.length === BATCH) apply();
  }
  apply();
  // A walk that began before the index was built says nothing of it.
  file.writeState({ ...file.readState(), builtMs: Date.now() + UNWALKED_MS });
  const copy = `${path}.copy`;
  file.database.prepare("VACUUM INTO ?").run(copy);
  file.close();
  await storeSnapshot(createBucketSnapshots(storage), ownerId, copy);
}
