import { changeRole, disableUser, enableUser } from "#lib/accounts/change-access.ts";
import { isClosedByOwner } from "#lib/accounts/closed-account.ts";
import { isConfiguredAdmin, refuseIfProtected } from "#lib/accounts/configured-admin.ts";
import type { User } from "#lib/accounts/user.ts";
import { setQuota } from "#lib/accounts/user-repository.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import type { UserAdminView } from "./user-admin-view.ts";
import { getUserAdminView, getUserById } from "./view-users.ts";

export interface UserChange {
  role?: User["role"] | undefined;
  /** Bytes; null for the configured default. */
  quotaBytes?: number | null | undefined;
  disabled?: boolean | undefined;
}

/**
 * Changes what is named of a user, each part on its own.
 * @throws AppError `not_found`, `last_admin`, `invalid_state`
 */
export async function changeUser(
  services: Services,
  by: RequestActor,
  userId: string,
  change: UserChange,
): Promise<UserAdminView> {
  let user = await getUserById(services, userId);
  refuseIfProtected(services.config, by, user);
  if (change.role !== undefined) {
    if (change.role === "user" && isConfiguredAdmin(services.config, user)) {
      throw new AppError("invalid_state", "ADMIN_EMAILS makes this user an admin; take the address out there.");
    }
    user = await changeRole(services, by, user, change.role);
  }
  if (change.quotaBytes !== undefined) user = await changeQuota(services, by, user, change.quotaBytes);
  const isDisabled = user.disabledAt !== undefined;
  if (change.disabled === true && (!isDisabled || isClosedByOwner(user))) user = await disableUser(services, by, user);
  if (change.disabled === false && isDisabled) user = await enableUser(services, by, user);
  return getUserAdminView(services, user);
}

async function changeQuota(services: Services, by: RequestActor, user: User, quotaBytes: number | null): Promise<User> {
  const changed = await setQuota(services.database, user.id, quotaBytes ?? undefined);
  if (!changed) throw new AppError("not_found", "There is no such user.");
  await recordAudit(services, {
    action: "quota_changed",
    ...by,
    subject: user,
    details: { from: user.quotaBytes ?? "default", to: quotaBytes ?? "default" },
  });
  return changed;
}
