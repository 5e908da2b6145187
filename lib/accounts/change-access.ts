import { type AuditServices, recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import { addAdmin, removeAdmin } from "./admins-repository.ts";
import type { User } from "./user.ts";
import { setDisabled } from "./user-lifecycle-repository.ts";
import { setRole } from "./user-repository.ts";

/**
 * Makes a user an admin or an ordinary user. Safe to repeat; a crash in between locks no one out.
 * @throws AppError `last_admin` rather than leave no admin, `not_found` when the user is gone
 */
export async function changeRole(
  services: AuditServices,
  by: RequestActor,
  user: User,
  role: User["role"],
): Promise<User> {
  const { database } = services;
  if (role === "user") await removeAdminOrThrow(services, user);
  const changed = await setRole(database, user.id, role);
  if (!changed) throw new AppError("not_found", "There is no such user.");
  if (role === "admin" && changed.disabledAt === undefined) await addAdmin(database, user.id);
  if (user.role !== role) {
    await recordAudit(services, {
      action: "role_changed",
      ...by,
      subject: user,
      details: { from: user.role, to: role },
    });
  }
  return changed;
}

/** Takes a user out of the admins. @throws AppError `last_admin` when there is no other */
export async function removeAdminOrThrow({ database }: Pick<AuditServices, "database">, user: User): Promise<void> {
  if (await removeAdmin(database, user.id)) return;
  throw new AppError("last_admin", "This is the last admin. Make someone else an admin first.");
}

/**
 * Disables an account, which ends all its sessions and API tokens immediately.
 * @throws AppError `last_admin`; `invalid_state` for one's own account; `not_found`
 */
export async function disableUser(services: AuditServices, by: RequestActor, user: User): Promise<User> {
  if (by.actor.id === user.id) throw new AppError("invalid_state", "You can't disable your own account.");
  await removeAdminOrThrow(services, user);
  return change(services, by, user, new Date().toISOString());
}

/** Lets a disabled account sign in again. @throws AppError `invalid_state` while it is being removed; `not_found` */
export async function enableUser(services: AuditServices, by: RequestActor, user: User): Promise<User> {
  if (user.removingSince !== undefined) throw new AppError("invalid_state", "This account is being removed.");
  const enabled = await change(services, by, user, undefined);
  if (enabled.role === "admin") await addAdmin(services.database, user.id);
  return enabled;
}

async function change(services: AuditServices, by: RequestActor, user: User, at: string | undefined): Promise<User> {
  const changed = await setDisabled(services.database, user.id, at);
  if (!changed) throw new AppError("not_found", "There is no such user.");
  await recordAudit(services, { action: at ? "user_disabled" : "user_enabled", ...by, subject: user });
  return changed;
}
