import { ulid } from "ulid";
import type { ShareRights } from "#lib/access/viewer.ts";
import { hashPassword } from "#lib/accounts/password.ts";
import type { User } from "#lib/accounts/user.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import { findImages } from "#lib/images/image-repository.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { MAX_QUERY_IDS } from "#lib/library/max-query-ids.ts";
import { emptyUsage, type Usage } from "#lib/usage/usage.ts";
import { getUsageRevision } from "#lib/usage/usage-repository.ts";
import { endShare } from "./end-share.ts";
import { createToken, hashToken, type Share, type StoredShare, shareSchema } from "./share.ts";
import type { ShareView } from "./share-api.ts";
import * as repository from "./share-repository.ts";
import { FROZEN_OR_ADDED, type NewShare, type ShareChange } from "./share-requests.ts";
import { toShareView } from "./view-share.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 7;
const MAX_SHARES = 1_000;

const defaultRights: ShareRights = {
  canDownload: true,
  withOriginals: false,
  showsTakenAt: true,
  showsFileNames: true,
  keepsCredits: false,
  canAdd: false,
};

type ShareServices = Pick<LibraryServices, "library" | "database" | "config">;

/**
 * Makes a share link. It is in the answer and nowhere else.
 * @throws AppError `not_found` for an album or image that the user does not have; `invalid_state` for stacks of more
 * photos than a link shows; `too_many_shares`; `unavailable` when too many passwords are being hashed, and for stacks
 * while the library is being read
 */
export async function createShare(
  services: ShareServices,
  user: User,
  by: RequestActor,
  given: NewShare,
): Promise<{ share: ShareView; token: string; url: string }> {
  const { database, config } = services;
  const target = await findTarget(services, user, given);
  refuseTooMany(await repository.listShareTargets(database, user.id));
  const token = createToken();
  const defaultExpiry = new Date(Date.now() + DEFAULT_DAYS * DAY_MS).toISOString();
  const share = toShare(user, given, {
    ...target,
    tokenHash: hashToken(token),
    expiresAt: given.expiresAt === undefined ? defaultExpiry : (given.expiresAt ?? undefined),
    passwordHash: given.password === undefined ? undefined : await hashPassword(given.password),
    maxVisits: given.maxVisits,
  });
  await recordAudit(services, { action: "share_created", ...by, details: { shareId: share.id, kind: share.kind } });
  await repository.createShare(database, share);
  return {
    share: await toShareView(services, share, emptyUsage),
    token,
    url: new URL(`/s/${token}`, config.appUrl).href,
  };
}

type Given = Partial<ShareRights> & Pick<NewShare, "title" | "frozen" | "maxAddedFiles" | "maxAddedBytes">;

/** A new share of what `parts` say, with the rights that are given. */
export function toShare(user: User, given: Given, parts: Pick<Share, "kind" | "query"> & Partial<StoredShare>): Share {
  const now = Date.now();
  const createdAt = new Date(now).toISOString();
  return shareSchema.parse({
    ...parts,
    id: ulid(now),
    ownerId: user.id,
    revision: 1,
    createdAt,
    frozenAt: given.frozen ? createdAt : undefined,
    title: given.title || undefined,
    visits: 0,
    rights: toRights(defaultRights, given),
    maxAddedFiles: given.maxAddedFiles,
    maxAddedBytes: given.maxAddedBytes,
  } satisfies StoredShare);
}

async function findTarget(
  { database, library }: ShareServices,
  user: User,
  { ids, stacks, album, query }: NewShare,
): Promise<Pick<Share, "kind" | "query">> {
  if (album !== undefined) {
    await getCollection(database, { kind: "album", ownerId: user.id, id: album });
    return { kind: "album", query: fromApiQuery({ album }) };
  }
  if (ids === undefined) return { kind: "search", query: fromApiQuery(query ?? {}) };
  const wanted = stacks ? await addStacks(library, user, ids) : [...new Set(ids)];
  const found = await findImages(database, user.id, wanted);
  if (found.length < wanted.length) throw new AppError("not_found", "There is no such image.");
  return { kind: wanted.length === 1 ? "image" : "selection", query: { ...fromApiQuery({}), ids: wanted } };
}

/** @throws AppError `invalid_state` when they are too many, `unavailable` */
async function addStacks(library: ShareServices["library"], user: User, ids: string[]): Promise<string[]> {
  const { value, rebuild } = await library.read(user.id, "addStacks", ids);
  if (rebuild) throw new AppError("unavailable", "Your library is still being read. Please try again in a minute.");
  if (value.length > MAX_QUERY_IDS) {
    throw new AppError(
      "invalid_state",
      `These are ${value.length} photos with those in stacks, and a link shows at most ${MAX_QUERY_IDS}. Put them into an album and share that.`,
    );
  }
  return value;
}

/** @throws AppError `too_many_shares` for one more than these */
export function refuseTooMany(shares: readonly unknown[]): void {
  if (shares.length < MAX_SHARES) return;
  throw new AppError("too_many_shares", `You have ${MAX_SHARES} share links, which is the most there can be.`);
}

/** A page of the user's shares, newest first. @throws AppError `invalid_cursor` */
export async function listShares(
  services: ShareServices,
  user: User,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ shares: ShareView[]; nextCursor: string | undefined }> {
  const [{ shares, nextCursor }, usage] = await Promise.all([
    repository.listShares(services.database, user.id, page),
    readAdded(services, user),
  ]);
  return { shares: await Promise.all(shares.map((share) => toShareView(services, share, usage))), nextCursor };
}

/** @throws AppError `not_found` */
export async function getShare(services: ShareServices, user: User, id: string): Promise<ShareView> {
  return toShareView(services, await getOwnShare(services, user, id), await readAdded(services, user));
}

/**
 * A share that is frozen again keeps its time.
 * @throws AppError `not_found`, `unavailable`; `invalid_state` for photos to be added where there is no album or it is
 * frozen
 */
export async function changeShare(
  services: ShareServices,
  user: User,
  by: RequestActor,
  id: string,
  change: ShareChange,
): Promise<ShareView> {
  const { kind, recipient } = await getOwnShare(services, user, id);
  if (recipient && (change.password || change.maxVisits)) {
    throw new AppError("invalid_state", "What is shared with a user needs no password and counts no visits.");
  }
  if (change.canAdd && kind !== "album") {
    throw new AppError("invalid_state", "Visitors can add photos to an album only.");
  }
  if (change.frozen && kind !== "album") throw new AppError("invalid_state", "Only albums can be frozen.");
  const { title, expiresAt, password, maxVisits } = change;
  const passwordHash = password ? await hashPassword(password) : undefined;
  const changed = Object.keys(change).join(", ");
  await recordAudit(services, { action: "share_changed", ...by, details: { shareId: id, changed } });
  const share = await repository.changeShare(services.database, { ownerId: user.id, id }, (before) => ({
    title: title === undefined ? before.title : title || undefined,
    frozenAt: toFrozenAt(before, change),
    expiresAt: expiresAt === undefined ? before.expiresAt : (expiresAt ?? undefined),
    passwordHash: password === undefined ? before.passwordHash : passwordHash,
    maxVisits: maxVisits === undefined ? before.maxVisits : (maxVisits ?? undefined),
    rights: toRights(before.rights, change),
    maxAddedFiles: change.maxAddedFiles ?? before.maxAddedFiles,
    maxAddedBytes: change.maxAddedBytes ?? before.maxAddedBytes,
  }));
  if (!share) throw noShare();
  return toShareView(services, share, await readAdded(services, user));
}

/** @throws AppError `invalid_state` where visitors may add photos, which they would not see */
function toFrozenAt({ frozenAt, rights }: Share, { frozen, canAdd }: ShareChange): string | undefined {
  const isFrozen = frozen ?? frozenAt !== undefined;
  if (isFrozen && (canAdd ?? rights.canAdd)) throw new AppError("invalid_state", FROZEN_OR_ADDED);
  return isFrozen ? (frozenAt ?? new Date().toISOString()) : undefined;
}

/** Ends a share link at once; what visitors added stays. @throws AppError `not_found` */
export async function revokeShare(
  services: ShareServices & Pick<LibraryServices, "storage">,
  user: User,
  by: RequestActor,
  id: string,
): Promise<void> {
  const share = { ownerId: user.id, id };
  // Also where it is gone: a process may have died before it had ended what belongs to it.
  if (!(await repository.findShare(services.database, share))) {
    await endShare(services, share);
    throw noShare();
  }
  await recordAudit(services, { action: "share_revoked", ...by, details: { shareId: id } });
  await endShare(services, share);
}

async function getOwnShare({ database }: ShareServices, user: User, id: string): Promise<Share> {
  const share = await repository.findShare(database, { ownerId: user.id, id });
  if (!share) throw noShare();
  return share;
}

/** What was added through the user's shares, as far as it can be read. */
async function readAdded({ database }: ShareServices, user: User): Promise<Usage> {
  return (await getUsageRevision(database, user.id)).usage;
}

function noShare(): AppError {
  return new AppError("not_found", "There is no such share link.");
}

function toRights(before: ShareRights, given: Partial<ShareRights>): ShareRights {
  return {
    canDownload: given.canDownload ?? before.canDownload,
    withOriginals: given.withOriginals ?? before.withOriginals,
    showsTakenAt: given.showsTakenAt ?? before.showsTakenAt,
    showsFileNames: given.showsFileNames ?? before.showsFileNames,
    keepsCredits: given.keepsCredits ?? before.keepsCredits,
    canAdd: given.canAdd ?? before.canAdd,
  };
}
