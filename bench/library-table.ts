import { createHash } from "node:crypto";
import { BatchWriteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import pMap from "p-map";
import { ulid } from "ulid";
import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { toItem } from "#lib/images/image-item.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { createLibraryIndex } from "#lib/library/library-index.ts";
import { createTableChangeSource } from "#lib/library/table-change-source.ts";
import { createWorkerPool } from "#lib/library/worker-pool.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import { someImage } from "#tests/support/store-images.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { someUser, startTestServices } from "#tests/support/test-services.ts";
import { batch, delivery, startTestWorker, store, storedEvent } from "#tests/support/test-worker.ts";
import { measureStoredBytes, meteredDatabase } from "./write-units.ts";

/** As docs/cost.md of 13f1a66 says, counted there and not measured again. */
const UNITS_BEFORE = 30;
const REBUILT = Number(process.env.BENCH_REBUILT ?? 100_000);
/** Most items that DynamoDB takes in one batch. */
const BATCH = 25;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Measures what lists cost in the table: writes per upload, bytes per image, and rebuilding an index. */
export async function measureTable(measures: Record<string, number>): Promise<void> {
  await using world = await startTestServices();
  await measureWrites(world, measures);
  await measureRebuild(world, measures);
}

type World = Awaited<ReturnType<typeof startTestServices>>;

async function measureWrites({ services, cloud }: World, measures: Record<string, number>): Promise<void> {
  const { database, units, reset } = meteredDatabase(services.database);
  const user = someUser();
  const photo = await jpegWithExif(6);
  // Figures are counted for many uploads together.
  await countActive(database, user.id);
  const worker = startTestWorker({ ...cloud, database });
  try {
    reset();
    const announcement = {
      fileName: photo.fileName,
      contentType: photo.contentType,
      bytes: photo.body.byteLength,
      sha256: createHash("sha256").update(photo.body).digest("hex"),
    };
    const begun = await beginUpload({ ...services, database }, user, announcement);
    if ("duplicate" in begun) throw new Error("Expected a new photo");
    await store(cloud, begun.image, photo.body);
    await worker.handle(batch(delivery(storedEvent(begun.image))));
    measures.writeUnits = units();
    measures.writeUnitsVsBefore = round(units() / UNITS_BEFORE);
    const key = keys.image(user.id, begun.image.id);
    const { Item = {} } = await services.database.client.send(
      new GetCommand({ TableName: services.database.table, Key: key, ConsistentRead: true }),
    );
    measures.tableBytes = measureStoredBytes(Item);
    measures.tableBytesVsBefore = round(measureStoredBytes(Item) / measureBytesBefore(Item));
  } finally {
    await worker.stop();
  }
}

/** What 13f1a66 kept of the same image: no change feed, and whole copies in `library` and `status`. */
function measureBytesBefore({
  changedAt: _,
  listed: __,
  changesPk: ___,
  changesSk: ____,
  ...item
}: Record<string, unknown>): number {
  const { libraryPk: _1, librarySk: _2, statusPk: _3, statusSk: _4, ...bare } = item;
  const sortKey = `${bare.sortAt}#${bare.id}`;
  const former = {
    ...bare,
    libraryPk: `USER#${bare.ownerId}#LIBRARY`,
    librarySk: sortKey,
    statusPk: `USER#${bare.ownerId}#ready`,
    statusSk: sortKey,
  };
  const copies = ["table", "library", "status"].length;
  return copies * measureStoredBytes(former, []);
}

async function measureRebuild({ services }: World, measures: Record<string, number>): Promise<void> {
  const user = someUser();
  await storeLibrary(services.database, user.id, REBUILT);
  await using folder = await temporaryDirectory();
  const threads = createWorkerPool(1);
  const index = createLibraryIndex({
    folder: folder.path,
    limits: { maxFiles: 10, maxBytes: 1e12 },
    source: createTableChangeSource(services.database),
    threads,
    writesSnapshots: false,
  });
  const before = process.cpuUsage();
  const usedMs = () => {
    const { user: own, system } = process.cpuUsage(before);
    return (own + system) / 1_000;
  };
  await index.read(user.id, "list", { query: imageQuerySchema.parse({}), page: { limit: 60 } });
  measures.rebuildFirstMs = round(usedMs());
  await index.finishRebuild(user.id);
  measures.rebuildSeconds = round(usedMs() / 1_000);
  await threads.close();
}

/** Images that were stored long before they are read, so that none of them is in the overlaps of the feed. */
async function storeLibrary({ client, table }: Database, ownerId: string, count: number): Promise<void> {
  const at = new Date(Date.now() - DAY_MS).toISOString();
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, () => Array.from({ length: BATCH }, () => ulid()));
  await pMap(
    batches,
    (ids) => {
      const items = ids.map((id) => toItem({ ...someImage(ownerId, id, at), changedAt: at }));
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      return client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    },
    { concurrency: 8 },
  );
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
