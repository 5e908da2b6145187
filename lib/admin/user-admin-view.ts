import { z } from "zod";
import { isConfiguredAdmin } from "#lib/auth/request-user.ts";
import type { WebConfig } from "#lib/config.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { roles, type User } from "#lib/users/user.ts";

/** A user as admins see them. */
export const userAdminViewSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role: z.enum(roles),
    isAdminByConfiguration: z.boolean().describe("Whether ADMIN_EMAILS makes this user an admin, whatever is set here"),
    createdAt: z.string(),
    lastSignInAt: z.string().optional(),
    disabledAt: z.string().optional(),
    removingSince: z.string().optional().describe("Set while the account is being removed with everything in it"),
    usedBytes: z.number().int(),
    reservedBytes: z.number().int(),
    imageCount: z.number().int(),
    quotaBytes: z.number().int(),
    hasOwnQuota: z.boolean().describe("Whether the quota is this user's own instead of the configured one"),
  })
  .meta({ id: "UserForAdmins" });
export type UserAdminView = z.infer<typeof userAdminViewSchema>;

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
