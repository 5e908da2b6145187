import { MAX_EMAIL_LENGTH } from "#lib/accounts/user.ts";
import { listUsers } from "#lib/accounts/user-repository.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import type { Services } from "#lib/services.ts";
import { findUsages } from "#lib/usage/usage-repository.ts";
import { toUserAdminView } from "./to-user-admin-view.ts";
import type { UserAdminView } from "./user-admin-view.ts";

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
  // One form may be much longer than the other, and no address goes on beyond its longest.
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
