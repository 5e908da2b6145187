import type { Box } from "./heif-boxes.ts";
import { cleanIccProfile } from "./icc-profile.ts";
import { concatBytes, readLatin1 } from "./structure.ts";

const ICC_KINDS = new Set(["prof", "rICC"]);

/** A box `colr` of the same length whose profile names nobody; undefined for one of an unknown kind. */
export function cleanColours(bytes: Uint8Array, { at, bodyAt, end }: Box): Uint8Array | undefined {
  const kind = readLatin1(bytes, bodyAt, 4);
  const CODE_POINTS_BYTES = 11;
  if (kind === "nclx") return bytes.slice(at, end).fill(0, bodyAt - at + CODE_POINTS_BYTES);
  const profile = ICC_KINDS.has(kind) ? cleanIccProfile(bytes.subarray(bodyAt + 4, end)) : undefined;
  return profile && concatBytes([bytes.subarray(at, bodyAt + 4), profile]);
}
