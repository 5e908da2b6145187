import { z } from "zod";
import { roles } from "#lib/accounts/user.ts";
import { cursorField, nextCursorField, timestampField, ulidField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { userAdminViewSchema } from "./user-admin-view.ts";

const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;
const userParams = z.object({ id: ulidField });
const oneUser = z.object({ user: userAdminViewSchema });
/** One pebibyte: more is a slip of the keyboard. */
const MAX_QUOTA_BYTES = 1024 ** 5;

export const listUsersOperation = operation({
  id: "adminListUsers",
  method: "get",
  path: "/admin/users",
  tag: "Admin",
  summary: "List users by e-mail address",
  access: "admin",
  query: z.object({
    search: z.string().max(254).default("").describe("Only addresses that begin with this"),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of users",
      body: z.object({ users: z.array(userAdminViewSchema), nextCursor: nextCursorField }),
    },
  },
  errors: ["not_found", "invalid_cursor"],
});

export const getUserOperation = operation({
  id: "adminGetUser",
  method: "get",
  path: "/admin/users/{id}",
  tag: "Admin",
  summary: "Look at a user",
  description: "The audit log notes who looked.",
  access: "admin",
  params: userParams,
  responses: { 200: { description: "The user", body: oneUser } },
  errors: ["not_found"],
});

export const changeUserOperation = operation({
  id: "adminChangeUser",
  method: "patch",
  path: "/admin/users/{id}",
  tag: "Admin",
  summary: "Set role and quota, disable or enable",
  description: "Disabling ends every session and API token of the user at once. The last admin cannot be taken away.",
  access: "admin",
  params: userParams,
  body: z.object({
    role: z.enum(roles).optional(),
    quotaBytes: z.int().positive().max(MAX_QUOTA_BYTES).nullable().optional().describe("null for the configured quota"),
    disabled: z.boolean().optional(),
  }),
  responses: { 200: { description: "Changed", body: oneUser } },
  errors: ["not_found", "last_admin", "invalid_state"],
});

export const removeUserOperation = operation({
  id: "adminRemoveUser",
  method: "delete",
  path: "/admin/users/{id}",
  tag: "Admin",
  summary: "Remove a user with everything that is theirs",
  access: "admin",
  params: userParams,
  responses: {
    202: { description: "The account is closed; its images are still being removed", body: oneUser },
    204: { description: "Everything is gone", body: null },
  },
  errors: ["not_found", "last_admin", "invalid_state"],
});

export const endUserSessionsOperation = operation({
  id: "adminEndUserSessions",
  method: "post",
  path: "/admin/users/{id}/sign-out-everywhere",
  tag: "Admin",
  summary: "End every session and API token of a user",
  access: "admin",
  params: userParams,
  responses: { 204: { description: "Ended", body: null } },
  errors: ["not_found", "invalid_state"],
});

export const createResetLinkOperation = operation({
  id: "adminCreateResetLink",
  method: "post",
  path: "/admin/users/{id}/reset-link",
  tag: "Admin",
  summary: "Make a link by which a user sets a new password",
  description: "The link works once and for a day, and replaces any link before it. Hand it to the user yourself.",
  access: "admin",
  params: userParams,
  responses: { 201: { description: "The link", body: z.object({ url: urlField, expiresAt: timestampField }) } },
  errors: ["not_found", "invalid_state"],
});
