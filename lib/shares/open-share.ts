import { createHash } from "node:crypto";
import { ulid } from "ulid";
import type { ShareViewer } from "#lib/access/viewer.ts";
import { clientNetwork } from "#lib/accounts/client-network.ts";
import { countAttempt, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { Client } from "#lib/accounts/session.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { recordHourly, userActor } from "#lib/audit/record-audit.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import type { Collection } from "#lib/images/collection.ts";
import { findCollection } from "#lib/images/collection-repository.ts";
import type { ImageQuery } from "#lib/library/image-query.ts";
import type { Services } from "#lib/services.ts";
import { getShareState, hashToken, needsUnlocking, readUserToken, type Share, toViewer } from "./share.ts";
import { claimVisit, countVisit, findShare, findShareId, type ShareId } from "./share-repository.ts";
import { isUnlockedBy, VISIT_SECONDS } from "./visit-cookie.ts";

type ShareServices = Pick<Services, "database" | "config">;

/** What a visitor brings along. */
export interface Visitor extends Client {
  /** Reads a cookie of the request. */
  cookie: (name: string) => string | undefined;
  /** Who is signed in; asked for only where something is shared with a user. */
  user?: () => Promise<User | undefined>;
}

/** A share that is there, though perhaps not open to everybody. */
export interface FoundShare {
  share: Share;
  owner: User;
  /** The user it is shared with; absent for a link. */
  by?: User;
  /** Whether its owner looks at it as visitors do, which needs no password and is no visit. */
  isOwner?: true;
  /** What an album is called. */
  albumName?: string;
  /** Whether it is an album that is shown in its own order. */
  hasOwnOrder?: boolean;
}

/** A share that a visitor was let into. */
export interface OpenShare extends FoundShare {
  /** As whom they look. */
  viewer: ShareViewer<ImageQuery>;
}

/**
 * The share that a link leads to. One that never was, was revoked or has expired, and one whose owner is gone or
 * disabled, or whose album is gone, take the same reads and get the same answer.
 * @throws AppError `not_found`
 */
export async function findSharedBy({ database }: ShareServices, token: string): Promise<FoundShare> {
  const tokenHash = hashToken(token);
  const id = (await findShareId(database, tokenHash)) ?? { ownerId: ulid(), id: ulid() };
  const [share, owner] = await Promise.all([findShare(database, id), findUser(database, id.ownerId)]);
  return requireOpen(database, share?.tokenHash === tokenHash ? share : undefined, owner);
}

/** The share that is with the user who asks, or of whom it is, and of nobody else. @throws AppError `not_found` */
async function findSharedWith({ database }: ShareServices, id: ShareId, visitor: Visitor): Promise<FoundShare> {
  const by = await visitor.user?.();
  const [share, owner] = await Promise.all([findShare(database, id), findUser(database, id.ownerId)]);
  if (by && by.id === owner?.id) return { ...(await requireOpen(database, share, owner)), by, isOwner: true };
  if (!by || share?.recipient?.userId !== by.id) throw noShare();
  return { ...(await requireOpen(database, share, owner)), by };
}

async function requireOpen(database: Database, share: Share | undefined, owner: User | undefined): Promise<FoundShare> {
  const isThere = share && getShareState(share) !== "expired";
  if (!isThere || !owner || owner.disabledAt !== undefined || owner.removingSince !== undefined) {
    return refuse(database, undefined);
  }
  if (share.query.album === undefined) return { share, owner };
  const album = await findAlbum(database, share);
  // Its photos may name an album for a while after it was deleted.
  if (!album) throw noShare();
  if (share.kind !== "album") return { share, owner };
  return { share, owner, albumName: album.name, hasOwnOrder: album.hasOwnOrder === true };
}

/** Refuses a link after the reads that one of an album takes. @throws AppError `not_found` */
export async function refuse(database: Database, share: Share | undefined): Promise<never> {
  if (share?.query.album === undefined) await findCollection(database, { kind: "album", ownerId: ulid(), id: ulid() });
  throw noShare();
}

/** Whether there is the album that a share is of; true for what is of none. */
export async function isAlbumThere(database: Database, share: Share): Promise<boolean> {
  return share.query.album === undefined || (await findAlbum(database, share)) !== undefined;
}

function findAlbum(database: Database, { ownerId, query: { album = "" } }: Share): Promise<Collection | undefined> {
  return findCollection(database, { kind: "album", ownerId, id: album });
}

/**
 * Lets a visitor in.
 * @throws AppError `not_found`, also when all visits are used up; `share_locked` when it has to be unlocked first
 */
export async function openShare(services: ShareServices, token: string, visitor: Visitor): Promise<OpenShare> {
  const withUser = readUserToken(token);
  const found = withUser ? await findSharedWith(services, withUser, visitor) : await findSharedBy(services, token);
  const { share } = found;
  if (!found.isOwner && needsUnlocking(share) && !isUnlockedBy(services.config, share, visitor.cookie)) {
    if (getShareState(share) === "used_up") return refuse(services.database, share);
    throw new AppError("share_locked", "This link has to be unlocked first.", {
      details: { needsPassword: share.passwordHash !== undefined },
    });
  }
  return { ...found, viewer: toViewer(share, found.hasOwnOrder) };
}

/**
 * Lets a visitor in and counts the visit, whatever of the share it is that they ask for first.
 * @throws AppError as openShare()
 */
export async function visitShare(services: ShareServices, token: string, visitor: Visitor): Promise<OpenShare> {
  const opened = await openShare(services, token, visitor);
  await recordVisit(services, opened, visitor);
  return opened;
}

/**
 * Counts the visit to a share that anybody may open, once a day for the same network and browser, and no more of one
 * network than somebody who does not forge browsers makes.
 */
export async function recordVisit(
  services: ShareServices,
  { share, owner, by, isOwner }: FoundShare,
  { address, userAgent }: Client,
): Promise<void> {
  if (isOwner || needsUnlocking(share)) return;
  const network = clientNetwork(address);
  const visitorHash = createHash("sha256")
    .update(JSON.stringify([share.id, network, userAgent]))
    .digest("hex");
  const nowSeconds = Math.floor(Date.now() / 1000);
  if (!(await claimVisit(services.database, visitorHash, nowSeconds, nowSeconds + VISIT_SECONDS))) return;
  try {
    await countAttempt(services.database, rateLimits.shareVisits, address);
  } catch (error) {
    if (isAppError(error, "too_many_requests")) return;
    throw error;
  }
  await countShareVisit(services, { share, owner, ...(by ? { by } : {}) }, address);
}

/** Counts a visit and records it, once an hour for the same network. Returns false when all visits are used up. */
export async function countShareVisit(
  services: ShareServices,
  { share, owner, by }: FoundShare,
  address: string,
): Promise<boolean> {
  if (!(await countVisit(services.database, share, new Date().toISOString()))) return false;
  await recordHourly(services, {
    action: "share_visited",
    actor: by ? userActor(by) : { kind: "nobody" },
    subject: { id: owner.id, email: owner.email },
    address: clientNetwork(address),
    details: { shareId: share.id },
  });
  return true;
}

export function noShare(): AppError {
  return new AppError("not_found", "This link does not exist or has ended.");
}
