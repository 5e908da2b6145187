import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { WebConfig } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";
import type { User } from "./user.ts";

type AdminList = Pick<WebConfig, "adminEmails">;

/** Whether ADMIN_EMAILS makes this very account an admin: its address is listed and the grant was given to it. */
export function isConfiguredAdmin(config: AdminList, user: Pick<User, "email" | "adminGrantedAt">): boolean {
  return user.adminGrantedAt !== undefined && config.adminEmails.has(user.email);
}

/** Whether a user is an admin, by the stored role or by ADMIN_EMAILS. */
export function hasAdminRole(config: AdminList, user: Pick<User, "email" | "adminGrantedAt" | "role">): boolean {
  return user.role === "admin" || isConfiguredAdmin(config, user);
}

/**
 * Keeps accounts that ADMIN_EMAILS makes admins out of other admins' reach: whoever writes the configuration decides
 * about them. The operator and the account itself pass.
 * @throws AppError `invalid_state`
 */
export function refuseIfProtected(config: AdminList, { actor }: RequestActor, user: User): void {
  if (actor.kind === "operator" || actor.id === user.id || !isConfiguredAdmin(config, user)) return;
  throw new AppError(
    "invalid_state",
    "ADMIN_EMAILS protects this account from other admins. Take its address out of the list first.",
  );
}
