import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { type ShareViewer, shareRightsSchema } from "#lib/access/viewer.ts";
import { type ImageQuery, imageQuerySchema } from "#lib/library/image-query.ts";
import { DEFAULT_ADDED_BYTES, DEFAULT_ADDED_FILES } from "./share-limits.ts";

/**
 * What is shown. All but images, selections and frozen albums show what joins them later; a timeline is shared with
 * users only.
 */
export const shareKinds = ["image", "selection", "album", "search", "timeline"] as const;

/** Times are ISO 8601 in UTC. */
export const shareSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  /** Counts the owner's changes; visits are counted apart from them. */
  revision: z.int().positive(),
  createdAt: z.string(),
  kind: z.enum(shareKinds),
  query: imageQuerySchema,
  title: z.string().optional(),
  /** An album is shown with what had been added to it by then. Absent: also with what is added later. */
  frozenAt: z.iso.datetime().optional(),
  /** SHA-256 of the token in the link, hex; the token itself is nowhere but there. A share with a user has none. */
  tokenHash: z.string().optional(),
  /** The user it is for. Without an id the address had no account at the time, and no one can open the share. */
  recipient: z.object({ email: z.string(), userId: z.string().optional() }).optional(),
  expiresAt: z.string().optional(),
  /** argon2id in PHC string format. */
  passwordHash: z.string().optional(),
  maxVisits: z.int().positive().optional(),
  visits: z.int().nonnegative(),
  lastVisitAt: z.string().optional(),
  rights: shareRightsSchema,
  /** How much of what visitors added may be in the owner's library, as far as it is theirs to add. */
  maxAddedFiles: z.int().positive().default(DEFAULT_ADDED_FILES),
  maxAddedBytes: z.int().positive().default(DEFAULT_ADDED_BYTES),
});
export type Share = z.infer<typeof shareSchema>;

/** As it is given before defaults apply. */
export type StoredShare = z.input<typeof shareSchema>;

/** More than anybody can guess at: 144 bits, 24 characters of base64url. */
const TOKEN_BYTES = 18;

export function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

const USER_TOKEN = /^u\.([0-9A-HJKMNP-TV-Z]{26})\.([0-9A-HJKMNP-TV-Z]{26})$/;

/**
 * Takes the place of a link's token for the user that something is shared with, and for its owner; it opens nothing for
 * anyone else.
 */
export function toUserToken({ ownerId, id }: Pick<Share, "ownerId" | "id">): string {
  return `u.${ownerId}.${id}`;
}

/** Owner and id of the share that a user's token names; undefined for the token of a link. */
export function readUserToken(token: string): Pick<Share, "ownerId" | "id"> | undefined {
  const [, ownerId, id] = USER_TOKEN.exec(token) ?? [];
  return ownerId === undefined || id === undefined ? undefined : { ownerId, id };
}

/** `open`: visitors get in, if they know the password where there is one. */
export function getShareState(share: Share, nowMs: number = Date.now()): "open" | "expired" | "used_up" {
  if (share.expiresAt !== undefined && Date.parse(share.expiresAt) <= nowMs) return "expired";
  if (share.maxVisits !== undefined && share.visits >= share.maxVisits) return "used_up";
  return "open";
}

/**
 * Whether visitors press a button or give a password first: programs that follow links for previews use up no visit.
 */
export function needsUnlocking({ passwordHash, maxVisits }: Share): boolean {
  return passwordHash !== undefined || maxVisits !== undefined;
}

/**
 * What a visitor may see. Where times are hidden, the order and the cursors of lists do not tell them either.
 * `hasOwnOrder`: it is an album that is shown in its own order.
 */
export function toViewer(
  { id, ownerId, query, rights, frozenAt }: Share,
  hasOwnOrder = false,
): ShareViewer<ImageQuery> {
  const order = hasOwnOrder
    ? ({ sort: "position", order: "asc" } as const)
    : { sort: rights.showsTakenAt ? query.sort : ("added" as const) };
  return {
    ownerId,
    shareId: id,
    query: { ...query, ...order, status: "ready", trashed: undefined, unstacked: true, addedToAlbumUntil: frozenAt },
    rights,
  };
}
