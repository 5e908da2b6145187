import { addAdmin, listAdminIds } from "#lib/accounts/admins-repository.ts";
import type { StoredUser } from "#lib/accounts/user-directory-repository.ts";
import { claimEmail, findEmailHolder, listInDirectory } from "#lib/accounts/user-repository.ts";
import type { Services } from "#lib/services.ts";
import type { Report } from "./report.ts";

/** Compares a user with what leads to them: directory, e-mail address, set of admins. */
export async function checkAccount(
  { database }: Pick<Services, "database">,
  { userId, user, isInDirectory }: StoredUser,
  report: Report,
): Promise<void> {
  if (!user) return report({ kind: "unreadable_user", where: userId });
  if (!isInDirectory) {
    await report({ kind: "index_drift", where: user.email, detail: "directory of users" }, () =>
      listInDirectory(database, user),
    );
  }
  if ((await findEmailHolder(database, user.email)) !== user.id) {
    await report({ kind: "missing_email_claim", where: user.email }, () => claimEmail(database, user));
  }
  const isAdmin = user.role === "admin" && user.disabledAt === undefined;
  if (isAdmin && !(await listAdminIds(database)).includes(user.id)) {
    await report({ kind: "uncounted_admin", where: user.email }, () => addAdmin(database, user.id));
  }
}
