import { type AuditServices, recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import { addAdmin, removeAdmin } from "./admins-repository.ts";
import type { User } from "./user.ts";
import { setRole } from "./user-repository.ts";

/**
 * Makes a user an admin or an ordinary user. Safe to repeat; a crash in between leaves nobody locked out.
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

/** Takes a user out of the admins. @throws AppError `last_admin` when nobody else is one */
export async function removeAdminOrThrow({ database }: Pick<AuditServices, "database">, user: User): Promise<void> {
  if (await removeAdmin(database, user.id)) return;
  throw new AppError("last_admin", "This is the last admin. Make somebody else an admin first.");
}
