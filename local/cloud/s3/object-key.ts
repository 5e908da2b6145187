import { OBJECT_SUFFIX } from "./object-file.ts";
import { S3Error } from "./s3-error.ts";

const MAX_KEY_BYTES = 1024;
/** A part of a key is a file name here, and gets an ending. */
const MAX_KEY_PART_BYTES = 200;

const RESERVED_BY_EARLIER_VERSIONS = "._S3rver_";

/** @throws S3Error when the key has no place on disk of its own */
export function requireStorableKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error("KeyTooLongError", "Your key is too long");
  if (!key.split("/").every(isPlain)) {
    throw new S3Error("InvalidArgument", "This key cannot be stored here", { ArgumentName: "Key", ArgumentValue: key });
  }
}

/** Whether keys can begin with `folder`, which ends in "/" or is empty; one that leads out of the bucket is none. */
export function canHoldKeys(folder: string): boolean {
  return folder === "" || (Buffer.byteLength(folder) <= MAX_KEY_BYTES && folder.slice(0, -1).split("/").every(isPlain));
}

function isPlain(part: string): boolean {
  return (
    part !== "" &&
    part !== "." &&
    part !== ".." &&
    !part.includes(RESERVED_BY_EARLIER_VERSIONS) &&
    !part.endsWith(OBJECT_SUFFIX) &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that are refused
    !/[\\\u0000-\u001f\u007f]/.test(part) &&
    Buffer.byteLength(part) <= MAX_KEY_PART_BYTES
  );
}
