import { z } from "zod";
import { roles } from "#lib/accounts/user.ts";

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
