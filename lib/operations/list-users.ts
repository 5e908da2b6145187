import { listUsers } from "#lib/accounts/user-repository.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import type { Services } from "#lib/services.ts";
import { findUsages } from "#lib/usage/usage-repository.ts";
import { toUserAdminView } from "./to-user-admin-view.ts";
import type { UserAdminView } from "./user-admin-view.ts";

/** A page of users by e-mail address, those only that begin with `search`. @throws AppError `invalid_cursor` */
export async function listUserAdminViews(
  { database, config }: Services,
  query: { search: string; limit: number; cursor?: string | undefined },
): Promise<{ users: UserAdminView[]; nextCursor?: string | undefined }> {
  const { users, nextCursor } = await listUsers(database, { ...query, prefix: normaliseEmail(query.search) });
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
