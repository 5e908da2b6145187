import type { User } from "#lib/accounts/user.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { createRenditionSigner, type RenditionSigner, SIGNATURE_BYTES } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import type { ImageQuery } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { NO_MONTH } from "./no-month.ts";
import type { ChunkRequest, TilePicture } from "./read-chunk.ts";
import type { TimelineChunk } from "./timeline-api.ts";
import { toFailure } from "./to-list-item.ts";

const SECOND_LENGTH = "2024-05-01T10:00:00".length;
const MONTH_LENGTH = "2024-05".length;

/** What a timeline draws of the images at a place of a list, for a request that came at `askedAtMs`. */
export async function getTimelineChunk(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  query: ImageQuery,
  chunk: ChunkRequest,
  own?: OwnChange[],
  askedAtMs?: number,
): Promise<TimelineChunk> {
  const [{ value }, signer] = await Promise.all([
    library.read(user.id, "chunk", { query, chunk }, own, askedAtMs),
    createRenditionSigner(storage),
  ]);
  const {
    first,
    failureCodes,
    wallClocks,
    pictures,
    pictureOf,
    added: addedMs,
    trashed: trashedMs,
    ...columns
  } = value;
  const taken = wallClocks.map((wallClockMs) => new Date(wallClockMs).toISOString().slice(0, SECOND_LENGTH));
  const added = query.sort === "added" ? addedMs.map(toTimestamp) : undefined;
  const trashed = query.trashed === true ? trashedMs.map(toTimestamp) : undefined;
  const isByTrashed = query.sort === "trashed";
  return {
    ...columns,
    months:
      query.sort === "position"
        ? toWhole(taken.length, first?.offset)
        : toRuns((isByTrashed ? trashed : added) ?? taken, first?.offset ?? 0),
    added,
    trashed,
    failures: failureCodes.map((code, at) => (columns.statuses[at] === "failed" && toFailure(code)) || null),
    taken,
    urlTemplates: pictures.map(({ name, version }) => signer.templateOf(renditionKey(user.id, "{id}", name, version))),
    urlTemplateOf: pictureOf,
    signatures: joinSignatures(signer, user, columns.ids, (at) => pictures[pictureOf[at] ?? -1]),
  };
}

/**
 * The signatures of images' pictures, all of one length, one after the other in base64; zeros where there is no
 * picture.
 */
function joinSignatures(
  signer: RenditionSigner,
  user: User,
  ids: readonly string[],
  pictureAt: (at: number) => TilePicture | undefined,
): string {
  const bytes = Buffer.alloc(ids.length * SIGNATURE_BYTES);
  for (const [at, id] of ids.entries()) {
    const picture = pictureAt(at);
    const key = picture && renditionKey(user.id, id, picture.name, picture.version);
    if (key) bytes.write(signer.signatureOf(key), at * SIGNATURE_BYTES, "hex");
  }
  return bytes.toString("base64");
}

/** All images in one run, of a list without months. */
function toWhole(count: number, offset = 0): TimelineChunk["months"] {
  return count === 0 ? [] : [{ month: NO_MONTH, offset, count }];
}

/** ISO 8601, UTC. */
function toTimestamp(ms: number | null): string {
  return new Date(ms ?? 0).toISOString();
}

/** How the images are cut into months, of the times by which they are sorted, "2024-05-01T10:00:00". */
function toRuns(times: string[], offset: number): TimelineChunk["months"] {
  const runs: TimelineChunk["months"] = [];
  for (const time of times) {
    const month = time.slice(0, MONTH_LENGTH);
    const run = runs.at(-1);
    if (run?.month === month) run.count += 1;
    else runs.push({ month, offset: runs.length === 0 ? offset : 0, count: 1 });
  }
  return runs;
}
