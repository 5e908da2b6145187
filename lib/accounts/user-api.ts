import { z } from "zod";
import { normaliseEmail } from "#lib/email-address.ts";
import { timestampField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { usageViewSchema } from "#lib/usage/usage.ts";
import { sessionViewSchema } from "./session.ts";
import {
  contentsSchema,
  emailSchema,
  MAX_PASSWORD_LENGTH,
  MAX_TYPED_EMAIL_LENGTH,
  nameSchema,
  newPasswordSchema,
  userViewSchema,
} from "./user.ts";

/** An address that is typed to sign in, in the form that it is looked up by. Some characters unfold into many. */
const typedEmail = z
  .string()
  .max(MAX_TYPED_EMAIL_LENGTH)
  .transform(normaliseEmail)
  .pipe(z.string().max(MAX_TYPED_EMAIL_LENGTH));

/** What is typed to sign in is compared, not judged: rules for new passwords may change. */
const givenPassword = z.string().min(1, "Expected a password").max(MAX_PASSWORD_LENGTH);

export const registerOperation = operation({
  id: "register",
  method: "post",
  path: "/register",
  tag: "Account",
  summary: "Create an account",
  access: "public",
  body: z.object({ email: emailSchema, password: newPasswordSchema, name: nameSchema.optional() }),
  responses: { 201: { description: "Created", body: z.object({ user: userViewSchema }) } },
  errors: ["email_taken", "too_many_requests", "unavailable"],
});

export const loginOperation = operation({
  id: "login",
  method: "post",
  path: "/login",
  tag: "Account",
  summary: "Get an API token",
  access: "public",
  body: z.object({ email: typedEmail, password: givenPassword }),
  responses: {
    200: {
      description: "A token for `Authorization: Bearer`",
      body: z.object({ token: z.string(), tokenType: z.literal("Bearer"), expiresAt: timestampField }),
    },
  },
  errors: ["invalid_credentials", "account_closed", "too_many_requests", "unavailable"],
});

export const keepAccountOperation = operation({
  id: "keepAccount",
  method: "post",
  path: "/account/keep",
  tag: "Account",
  summary: "Keep an account that you closed",
  description: "Possible until it is deleted. Sign in afterwards. Does nothing for an open account.",
  access: "public",
  body: z.object({ email: typedEmail, password: givenPassword }),
  responses: { 204: { description: "Kept", body: null } },
  errors: ["invalid_credentials", "too_many_requests", "unavailable"],
});

export const closeAccountOperation = operation({
  id: "closeAccount",
  method: "post",
  path: "/account/close",
  tag: "Account",
  summary: "Delete your account",
  description:
    "Ends every session, API token and share link at once. After seven days the account is deleted with everything in it; until then `POST /account/keep` opens it again.",
  access: "user",
  body: z.object({ password: givenPassword }),
  responses: { 200: { description: "Closed", body: z.object({ deletesAt: timestampField }) } },
  errors: ["invalid_credentials", "last_admin", "invalid_state", "too_many_requests", "unavailable"],
});

export const changePasswordOperation = operation({
  id: "changePassword",
  method: "post",
  path: "/account/password",
  tag: "Account",
  summary: "Change the password",
  description: "Ends every other session, all API tokens and an open reset link.",
  access: "user",
  body: z.object({ currentPassword: givenPassword, newPassword: newPasswordSchema }),
  responses: { 204: { description: "Changed", body: null } },
  errors: ["invalid_credentials", "too_many_requests", "unavailable"],
});

export const resetPasswordOperation = operation({
  id: "resetPassword",
  method: "post",
  path: "/account/reset-password",
  tag: "Account",
  summary: "Set a new password by means of a reset link",
  description: "`token` is what follows `#` in the link. Every session and API token of the account ends.",
  access: "public",
  body: z.object({ token: z.string().max(200), newPassword: newPasswordSchema }),
  responses: { 204: { description: "Set", body: null } },
  errors: ["invalid_reset_link", "too_many_requests", "unavailable"],
});

export const listSessionsOperation = operation({
  id: "listSessions",
  method: "get",
  path: "/account/sessions",
  tag: "Account",
  summary: "List where you are signed in",
  description: "Browsers and API tokens, the current one first, then by last use; at most 100.",
  access: "user",
  responses: {
    200: { description: "Your sessions", body: z.object({ sessions: z.array(sessionViewSchema) }) },
  },
  errors: [],
});

export const endSessionOperation = operation({
  id: "endSession",
  method: "delete",
  path: "/account/sessions/{id}",
  tag: "Account",
  summary: "End one session or API token",
  description: "It ends immediately, even if it is the one this request was made with.",
  access: "user",
  params: z.object({ id: ulidField }),
  responses: { 204: { description: "Ended", body: null } },
  errors: ["not_found"],
});

export const signOutEverywhereOperation = operation({
  id: "signOutEverywhere",
  method: "post",
  path: "/account/sign-out-everywhere",
  tag: "Account",
  summary: "End every session, API token and reset link",
  access: "user",
  responses: { 204: { description: "Ended, this one included", body: null } },
  errors: [],
});

export const countContentsOperation = operation({
  id: "countContents",
  method: "get",
  path: "/account/contents",
  tag: "Account",
  summary: "See what would be deleted with your account",
  access: "user",
  responses: { 200: { description: "What would be deleted", body: contentsSchema } },
  errors: [],
});

export const getUsageOperation = operation({
  id: "getUsage",
  method: "get",
  path: "/usage",
  tag: "Account",
  summary: "See how much you store",
  access: "user",
  responses: { 200: { description: "Usage", body: usageViewSchema } },
  errors: [],
});
