import { isConfiguredAdmin } from "#lib/accounts/configured-admin.ts";
import { MAX_EMAIL_LENGTH, type User } from "#lib/accounts/user.ts";
import { listUsers } from "#lib/accounts/user-directory-repository.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { recordView } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { WebConfig } from "#lib/config.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { findUsages, getUsage } from "#lib/usage/usage-repository.ts";
import type { UserAdminView } from "./user-admin-view.ts";

/** The user of that id, whom an admin is about to do something to. @throws AppError `not_found` */
export async function getUserById({ database }: Pick<Services, "database">, userId: string): Promise<User> {
  const user = await findUser(database, userId);
  if (!user) throw new AppError("not_found", "There is no such user.");
  return user;
}

/** The id of the user who holds an e-mail address, or undefined. */
export async function findUserIdByEmail(
  { database }: Pick<Services, "database">,
  email: string,
): Promise<string | undefined> {
  const normalised = normaliseEmail(email);
  return normalised.length > MAX_EMAIL_LENGTH ? undefined : (await findUserByEmail(database, normalised))?.id;
}

export async function getUserAdminView({ database, config }: Services, user: User): Promise<UserAdminView> {
  return toUserAdminView(config, user, await getUsage(database, user.id));
}

/** One user for an admin to look at, which the audit log notes. @throws AppError `not_found` */
export async function viewUser(services: Services, by: RequestActor, userId: string): Promise<UserAdminView> {
  const user = await getUserById(services, userId);
  if (by.actor.id !== userId) await recordView(services, { action: "user_viewed", ...by, subject: user });
  return getUserAdminView(services, user);
}

/** Users are sorted by storage among at most so many, in memory. */
export const MAX_SORTED_USERS = 2_000;
const USERS_PER_READ = 100;

/**
 * The users who store the most, at most `limit`, among the first 2,000 whose e-mail addresses begin with `search`;
 * `isMore` when there are more of those.
 */
export async function listLargestUsers(
  services: Services,
  query: { search: string; limit: number },
): Promise<{ users: UserAdminView[]; isMore: boolean }> {
  const users: UserAdminView[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUserAdminViews(services, { search: query.search, limit: USERS_PER_READ, cursor });
    users.push(...page.users);
    cursor = page.nextCursor;
  } while (cursor !== undefined && users.length < MAX_SORTED_USERS);
  const largest = users.sort((one, other) => other.usedBytes - one.usedBytes).slice(0, query.limit);
  return { users: largest, isMore: cursor !== undefined };
}

/** A page of users by e-mail address, those only that begin with `search`. @throws AppError `invalid_cursor` */
export async function listUserAdminViews(
  { database, config }: Services,
  query: { search: string; limit: number; cursor?: string | undefined },
): Promise<{ users: UserAdminView[]; nextCursor?: string | undefined }> {
  // One form may be much longer than the other, and no address is longer than that.
  const prefix = normaliseEmail(query.search).slice(0, MAX_EMAIL_LENGTH);
  const { users, nextCursor } = await listUsers(database, { ...query, prefix });
  const usages = await findUsages(
    database,
    users.map(({ id }) => id),
  );
  return {
    users: users.flatMap((user) => {
      const usage = usages.get(user.id);
      return usage ? [toUserAdminView(config, user, usage)] : [];
    }),
    nextCursor,
  };
}

/** What admins see of a user. */
export function toUserAdminView(
  config: Pick<WebConfig, "adminEmails" | "userQuotaBytes">,
  user: User,
  usage: Usage,
): UserAdminView {
  const isAdminByConfiguration = isConfiguredAdmin(config, user);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: isAdminByConfiguration ? "admin" : user.role,
    isAdminByConfiguration,
    createdAt: user.createdAt,
    lastSignInAt: user.lastSignInAt,
    disabledAt: user.disabledAt,
    deletesAt: user.deletesAt,
    removingSince: user.removingSince,
    usedBytes: usage.usedBytes,
    reservedBytes: Math.max(0, usage.committedBytes - usage.usedBytes),
    imageCount: usage.imageCount,
    quotaBytes: user.quotaBytes ?? config.userQuotaBytes,
    hasOwnQuota: user.quotaBytes !== undefined,
  };
}
