import {
  CopyObjectCommand,
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
} from "@aws-sdk/client-s3";
import pMap from "p-map";
import type { Storage } from "#lib/storage/storage.ts";
import { type Choice, type Counts, type Found, isPutBack, noCounts } from "./report.ts";

const CONCURRENCY = 16;

/** A version of an object, or the mark that it was deleted. */
interface Version {
  id: string;
  /** Milliseconds since the epoch; S3 knows whole seconds. */
  at: number;
  /** Of the content; the mark of a deletion has none. */
  etag: string | undefined;
  isDeletion: boolean;
  isLatest: boolean;
}

type ListedVersion = ObjectVersion & DeleteMarkerEntry;

interface History {
  key: string;
  /** Newest first. */
  versions: Version[];
}

/**
 * Brings objects back that stood under a prefix at `to`: takes the marks of later deletions away, or copies the version
 * of that time over later ones. What was stored since is left alone. Returns what was found before; running it again
 * finds less. Versions that S3 has removed for good are not found at all.
 */
export async function restoreObjects(storage: Storage, prefix: string, to: Date, choice: Choice): Promise<Counts> {
  const counts = noCounts();
  await pMap(
    readHistories(storage, prefix),
    async ({ key, versions }) => {
      const later = versions.filter(({ at }) => at > to.getTime());
      const then = versions[later.length];
      if (!then || then.isDeletion) return;
      const found = compare(then, versions[0]);
      counts[found] += 1;
      if (choice.isDryRun || !isPutBack(found, choice)) return;
      if (later.every(({ isDeletion }) => isDeletion)) await undelete(storage, key, later);
      else await copyBack(storage, key, then);
    },
    { concurrency: CONCURRENCY },
  );
  return counts;
}

function compare(then: Version, now: Version | undefined): Found {
  if (!now || now.isDeletion) return "missing";
  return now.etag === then.etag ? "alike" : "different";
}

async function undelete({ client, bucket: Bucket }: Storage, key: string, marks: Version[]): Promise<void> {
  for (const { id } of marks) await client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: id }));
}

async function copyBack({ client, bucket: Bucket }: Storage, key: string, { id }: Version): Promise<void> {
  const CopySource = `${Bucket}/${key.split("/").map(encodeURIComponent).join("/")}?versionId=${encodeURIComponent(id)}`;
  await client.send(new CopyObjectCommand({ Bucket, Key: key, CopySource }));
}

/** Every object that was ever there and is remembered, in the order of keys. A key's versions may span two pages. */
async function* readHistories(storage: Storage, prefix: string): AsyncGenerator<History> {
  let waiting: History | undefined;
  for await (const history of readPages(storage, prefix)) {
    if (waiting?.key === history.key) {
      waiting.versions.push(...history.versions);
    } else {
      if (waiting) yield sorted(waiting);
      waiting = history;
    }
  }
  if (waiting) yield sorted(waiting);
}

async function* readPages({ client, bucket: Bucket }: Storage, prefix: string): AsyncGenerator<History> {
  let keyMarker: string | undefined;
  let versionMarker: string | undefined;
  do {
    const page = await client.send(
      new ListObjectVersionsCommand({
        Bucket,
        Prefix: prefix,
        KeyMarker: keyMarker,
        VersionIdMarker: versionMarker,
      }),
    );
    const byKey = new Map<string, Version[]>();
    const note = (
      isDeletion: boolean,
      { Key = "", VersionId = "null", LastModified, IsLatest, ETag }: ListedVersion,
    ) => {
      const at = LastModified?.getTime() ?? 0;
      const version = { id: VersionId, at, etag: ETag, isDeletion, isLatest: IsLatest === true };
      byKey.set(Key, [...(byKey.get(Key) ?? []), version]);
    };
    for (const entry of page.DeleteMarkers ?? []) note(true, entry);
    for (const entry of page.Versions ?? []) note(false, entry);
    const keys = [...byKey.keys()].sort();
    for (const key of keys) yield { key, versions: byKey.get(key) ?? [] };
    keyMarker = page.NextKeyMarker;
    versionMarker = page.NextVersionIdMarker;
  } while (keyMarker !== undefined);
}

/** Within one second S3 does not say what came first, but for the one that counts now. */
function sorted({ key, versions }: History): History {
  return { key, versions: versions.sort((a, b) => Number(b.isLatest) - Number(a.isLatest) || b.at - a.at) };
}
