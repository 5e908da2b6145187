import pMap from "p-map";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";
import type { ApiClient, Begun, RefusedError } from "../api/api-client.ts";
import type { HashMemory } from "./hash-memory.ts";

/**
 * Photos that are announced together. The first of all are few, so that sending begins at once; none are many bytes,
 * so that their links live until they are sent.
 */
const FIRST_BATCH = 4;
const MAX_BATCH = 32;
const MAX_BATCH_BYTES = 128 * 1024 ** 2;
/** Hashing waits for the disk as well as for a processor. */
const HASH_CONCURRENCY = 2;

export interface AnnouncedPhoto {
  photo: PlannedPhoto;
  /** Undefined where it has to be announced by itself. */
  begun?: Begun | RefusedError | undefined;
}

/**
 * The photos in their order, with what the server says of each. While some are sent the next are hashed and announced,
 * until `isStopped`; photos beyond that come as they are.
 */
export async function* announceAhead(
  photos: readonly PlannedPhoto[],
  { client, memory, isStopped }: { client: Pick<ApiClient, "announce">; memory: HashMemory; isStopped: () => boolean },
): AsyncGenerator<AnnouncedPhoto> {
  const prepare = async (batch: PlannedPhoto[] | undefined): Promise<AnnouncedPhoto[]> => {
    if (!batch || isStopped()) return (batch ?? []).map((photo) => ({ photo }));
    const hashed = await pMap(batch, async (photo) => ({ photo, sha256: await findHash(photo) }), {
      concurrency: HASH_CONCURRENCY,
    });
    const announced = hashed.filter((one): one is { photo: PlannedPhoto; sha256: string } => one.sha256 !== undefined);
    // What goes wrong with all of them is said of each when it is tried by itself.
    const answers = announced.length > 0 && !isStopped() ? await client.announce(announced).catch(() => []) : [];
    const begun = new Map(announced.map(({ photo }, index) => [photo, answers[index]]));
    return batch.map((photo) => ({ photo, begun: begun.get(photo) }));
  };
  const findHash = async (photo: PlannedPhoto) =>
    photo.entry.bytes === 0 ? undefined : memory.getHash(photo.entry).catch(() => undefined);

  const batches = toBatches(photos);
  let upcoming = prepare(batches.next().value);
  for (;;) {
    const current = await upcoming;
    if (current.length === 0) return;
    upcoming = prepare(batches.next().value);
    yield* current;
  }
}

function* toBatches(photos: readonly PlannedPhoto[]): Generator<PlannedPhoto[], undefined> {
  let size = FIRST_BATCH;
  let batch: PlannedPhoto[] = [];
  let bytes = 0;
  for (const photo of photos) {
    if (batch.length > 0 && (batch.length === size || bytes + photo.entry.bytes > MAX_BATCH_BYTES)) {
      yield batch;
      [batch, bytes, size] = [[], 0, Math.min(size * 2, MAX_BATCH)];
    }
    batch.push(photo);
    bytes += photo.entry.bytes;
  }
  if (batch.length > 0) yield batch;
  return undefined;
}
