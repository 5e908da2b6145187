import pMap from "p-map";
import { ulid } from "ulid";
import { countAttempt, rateLimits } from "#lib/accounts/rate-limit.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { findEmailHolder } from "#lib/accounts/user-repository.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { getCollection } from "#lib/images/collection-repository.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { logFault } from "#lib/log-fault.ts";
import { emptyUsage } from "#lib/usage/usage.ts";
import { endShare } from "./end-share.ts";
import { refuseTooMany, toShare } from "./manage-shares.ts";
import { noShare, openShare, type Visitor } from "./open-share.ts";
import { readUserToken, toUserToken } from "./share.ts";
import type { ShareView } from "./share-api.ts";
import * as repository from "./share-repository.ts";
import type { NewUserShare } from "./share-requests.ts";
import type { SharedWithMe } from "./shared-api.ts";
import { toShareView } from "./view-share.ts";
import { listSharedImages, viewShared } from "./view-shared-images.ts";

const CONCURRENCY = 4;
/** Shares from one user to another, so that no one can flood another user's list. */
const MAX_SHARES_WITH_ONE = 50;

/**
 * Shares an album or the timeline with the user who has an address, in the place of what was shared of it with them
 * before. The answer is the same whether or not there is such a user.
 * @throws AppError `not_found` for an album that the user does not have; `invalid_state` for the user's own address;
 * `too_many_shares`, `too_many_requests`
 */
export async function shareWithUser(
  services: Pick<LibraryServices, "library" | "database" | "storage" | "config">,
  user: User,
  by: RequestActor,
  { email, album, expiresAt, ...given }: NewUserShare,
): Promise<ShareView> {
  const { database } = services;
  if (email === user.email) throw new AppError("invalid_state", "This is your own address.");
  if (album !== undefined) await getCollection(database, { kind: "album", ownerId: user.id, id: album });
  const before = await repository.listShareTargets(database, user.id);
  const kind = album === undefined ? "timeline" : "album";
  const isFormer = (other: repository.ShareTarget) =>
    other.email === email && other.kind === kind && other.album === album;
  // The former share makes room for the new one.
  const others = before.filter((other) => !isFormer(other));
  refuseTooMany(others);
  if (others.filter((other) => other.email === email).length >= MAX_SHARES_WITH_ONE) {
    throw new AppError(
      "too_many_shares",
      `You share ${MAX_SHARES_WITH_ONE} times with this address, which is the most.`,
    );
  }
  await countAttempt(database, rateLimits.sharesWithUsers, user.id);
  // The same number of reads for an unknown address, so that timing reveals nothing.
  const recipient = await findUser(database, (await findEmailHolder(database, email)) ?? ulid());
  const share = toShare(user, given, {
    kind,
    query: fromApiQuery({ album }),
    recipient: { email, userId: recipient?.removingSince === undefined ? recipient?.id : undefined },
    expiresAt: expiresAt ?? undefined,
  });
  const details = { shareId: share.id, kind: share.kind, recipient: email };
  await recordAudit(services, { action: "share_created", ...by, details });
  await repository.createShare(database, share);
  // Of several that are made at the same moment, the last stays.
  const meanwhile = (await repository.listShareTargets(database, user.id)).filter(({ id }) => id < share.id);
  const formers = new Map([...before, ...meanwhile].filter(isFormer).map((former) => [former.id, former]));
  for (const former of formers.values()) {
    await recordAudit(services, { action: "share_revoked", ...by, details: { shareId: former.id } });
    await endShare(services, former);
  }
  return toShareView(services, share, emptyUsage);
}

/** A page of what other users share with one, newest first. @throws AppError `invalid_cursor` */
export async function listSharedWithMe(
  services: LibraryServices,
  user: User,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ shares: SharedWithMe[]; nextCursor: string | undefined }> {
  const { ids, nextCursor } = await repository.listSharedWith(services.database, user.id, page);
  const visitor: Visitor = { address: "", userAgent: null, cookie: () => undefined, user: async () => user };
  const shares = await pMap(ids, (id) => viewForUser(services, toUserToken(id), visitor), { concurrency: CONCURRENCY });
  return { shares: shares.filter((share) => share !== undefined), nextCursor };
}

/** Undefined for what has ended, and for what cannot be read: one library that fails must not hide the others. */
async function viewForUser(
  services: LibraryServices,
  token: string,
  visitor: Visitor,
): Promise<SharedWithMe | undefined> {
  try {
    const opened = await openShare(services, token, visitor);
    const { share, owner, viewer } = opened;
    const [shared, { images }] = await Promise.all([
      viewShared(services, opened),
      listSharedImages(services, viewer, { limit: 1 }),
    ]);
    const { createdAt } = share;
    return { ...shared, token, createdAt, owner: { email: owner.email, name: owner.name }, cover: images[0] };
  } catch (error) {
    if (!isAppError(error, "not_found")) logFault("what is shared with a user could not be read", { token }, error);
    return undefined;
  }
}

/** Ends what is shared with the user, by the user. @throws AppError `not_found` */
export async function leaveShare(
  services: Pick<LibraryServices, "database" | "storage" | "config">,
  user: User,
  by: RequestActor,
  token: string,
): Promise<void> {
  const id = readUserToken(token);
  const share = id && (await repository.findShare(services.database, id));
  if (share?.recipient?.userId !== user.id) throw noShare();
  const details = { shareId: share.id, ownerId: share.ownerId };
  const owner = await findUser(services.database, share.ownerId);
  await recordAudit(services, { action: "share_left", ...by, subject: owner, details });
  await endShare(services, share);
}
