import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Database } from "#lib/database/database.ts";
import { getRenditionVersion, type Image } from "#lib/images/image.ts";
import { listStoredImages, type StoredImagePage } from "#lib/images/image-audit-repository.ts";
import { originalKey, renditionKey } from "#lib/images/object-keys.ts";
import { OBJECT_SUFFIX, toTrailer } from "#local/cloud/s3/object-file.ts";

const PAGE = 1_000;
const MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

/**
 * Lays the objects of a user's images out on disk as the local S3 keeps them, of the right sizes and without content:
 * through its door it would take an hour. Returns how many there are.
 */
export async function seedObjects(database: Database, ownerId: string, bucketDirectory: string): Promise<number> {
  let objects = 0;
  let page: StoredImagePage | undefined;
  do {
    page = await listStoredImages(database, { ownerId, limit: PAGE, after: page?.through });
    for (const { image } of page.images) {
      for (const { key, bytes } of image ? listObjectsOf(image) : []) {
        layOut(bucketDirectory, key, bytes);
        objects += 1;
      }
    }
  } while (!page.isLast);
  return objects;
}

function listObjectsOf(image: Image): { key: string; bytes: number }[] {
  const { ownerId, id } = image;
  const renditions = Object.entries(image.renditions).map(([name, { bytes }]) => ({
    key: renditionKey(ownerId, id, name, getRenditionVersion(image)),
    bytes,
  }));
  return [{ key: originalKey(ownerId, id), bytes: image.bytes }, ...renditions];
}

function layOut(bucketDirectory: string, key: string, bytes: number): void {
  const path = join(bucketDirectory, key + OBJECT_SUFFIX);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  ftruncateSync(file, bytes);
  writeSync(file, toTrailer({ md5: MD5_OF_NOTHING, headers: {} }), null, null, bytes);
  closeSync(file);
}
