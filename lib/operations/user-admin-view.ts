import { z } from "zod";
import { roles } from "#lib/accounts/user.ts";
import { countField, timestampField } from "#lib/field-schemas.ts";

/** A user as admins see them. */
export const userAdminViewSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role: z.enum(roles),
    isAdminByConfiguration: z.boolean().describe("Whether ADMIN_EMAILS makes this user an admin, whatever is set here"),
    createdAt: timestampField,
    lastSignInAt: timestampField.optional(),
    disabledAt: timestampField.optional(),
    deletesAt: timestampField.optional().describe("When the account, which its owner has closed, is deleted"),
    removingSince: timestampField.optional().describe("Set while the account is being removed with everything in it"),
    usedBytes: countField,
    reservedBytes: countField,
    imageCount: countField,
    quotaBytes: countField,
    hasOwnQuota: z.boolean().describe("Whether the quota is this user's own instead of the configured one"),
  })
  .meta({ id: "UserForAdmins" });
export type UserAdminView = z.infer<typeof userAdminViewSchema>;
