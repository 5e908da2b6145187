import { isConfiguredAdmin } from "#lib/accounts/configured-admin.ts";
import type { User } from "#lib/accounts/user.ts";
import type { WebConfig } from "#lib/config.ts";
import type { Usage } from "#lib/usage/usage.ts";
import type { UserAdminView } from "./user-admin-view.ts";

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
    removingSince: user.removingSince,
    usedBytes: usage.usedBytes,
    reservedBytes: Math.max(0, usage.committedBytes - usage.usedBytes),
    imageCount: usage.imageCount,
    quotaBytes: user.quotaBytes ?? config.userQuotaBytes,
    hasOwnQuota: user.quotaBytes !== undefined,
  };
}
