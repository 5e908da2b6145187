import { type AuditServices, recordAudit } from "#lib/audit/record-audit.ts";
import type { WebConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import { claimAdminGrant, deleteAdminGrant, listAdminGrants } from "./admins-repository.ts";
import { isConfiguredAdmin } from "./configured-admin.ts";
import type { User } from "./user.ts";
import { findUserByEmail, setAdminGranted } from "./user-repository.ts";

interface GrantServices extends AuditServices {
  database: Database;
  config: Pick<WebConfig, "adminEmails" | "auditRetentionDays">;
}

/**
 * Makes an account an admin if ADMIN_EMAILS names its address and no other account was granted that before. Returns
 * the user as they are then. Safe to repeat.
 */
export async function grantConfiguredAdmin(services: GrantServices, user: User): Promise<User> {
  const { database, config } = services;
  if (!config.adminEmails.has(user.email) || isConfiguredAdmin(config, user)) return user;
  const at = new Date().toISOString();
  if (!(await claimAdminGrant(database, user.email, user.id, at))) return user;
  const granted = await setAdminGranted(database, user.id, at);
  if (!granted) return user;
  await recordAudit(services, {
    action: "role_changed",
    actor: { kind: "operator" },
    subject: user,
    details: { from: user.role, to: "admin", by: "ADMIN_EMAILS" },
  });
  return granted;
}

/**
 * Brings the grants in line with ADMIN_EMAILS, once at each start: forgets those of addresses that are no longer
 * listed, so that listing one again grants it again, and grants accounts that exist already.
 */
export async function syncConfiguredAdmins(services: GrantServices): Promise<void> {
  const { database, config } = services;
  for (const email of await listAdminGrants(database)) {
    if (!config.adminEmails.has(email)) await deleteAdminGrant(database, email);
  }
  for (const email of config.adminEmails) {
    const user = await findUserByEmail(database, email);
    if (user) await grantConfiguredAdmin(services, user);
  }
}
