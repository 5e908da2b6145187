import { z } from "zod";
import { normaliseEmail } from "#lib/email-address.ts";
import { countField, idField, timestampField } from "#lib/field-schemas.ts";

export const roles = ["user", "admin"] as const;

/** A user as stored. Times are ISO 8601 in UTC. */
export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().optional(),
  /** argon2id in PHC string format. */
  passwordHash: z.string(),
  role: z.enum(roles),
  disabledAt: z.string().optional(),
  /** Every session and API token carries the version it was made under; raising it ends them all. */
  sessionVersion: z.number().int().nonnegative(),
  /** Bytes; the configured default when absent. */
  quotaBytes: z.number().int().positive().optional(),
  createdAt: z.string(),
  lastSignInAt: z.string().optional(),
  /** When the admin role was last taken away, which ends the reset links that this user made before. */
  demotedAt: z.string().optional(),
  /** When ADMIN_EMAILS granted this very account the admin role; it counts for as long as the address is listed. */
  adminGrantedAt: z.string().optional(),
  /** The one link that may set a new password: SHA-256 of its secret, who made it and when, and when it ends. */
  passwordReset: z
    .object({
      secretHash: z.string(),
      expiresAt: z.string(),
      createdAt: z.string().optional(),
      /** A user's id, or "operator". A link of an earlier version has none and works no longer. */
      madeBy: z.string().optional(),
    })
    .optional(),
  /** When an account that its owner has closed is deleted; until then signing in offers to keep it. */
  deletesAt: z.string().optional(),
  /** Set while the account is being removed with everything in it. */
  removingSince: z.string().optional(),
});
export type User = z.infer<typeof userSchema>;

export const MIN_PASSWORD_LENGTH = 8;
/** Long pass phrases are welcome; the bound keeps a hostile body from costing hashing time. */
export const MAX_PASSWORD_LENGTH = 1024;
export const MAX_NAME_LENGTH = 100;
/** RFC 5321, section 4.5.3.1.3, less the angle brackets of a path. */
export const MAX_EMAIL_LENGTH = 254;
/** Characters as they are typed, which may be blanks around it. */
export const MAX_TYPED_EMAIL_LENGTH = 320;

export const emailSchema = z
  .string()
  .max(MAX_TYPED_EMAIL_LENGTH)
  .transform(normaliseEmail)
  .pipe(z.email("Expected an e-mail address like name@example.org").max(MAX_EMAIL_LENGTH));

export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `Expected at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH, `Expected at most ${MAX_PASSWORD_LENGTH} characters`);

export const nameSchema = z.string().trim().max(MAX_NAME_LENGTH, `Expected at most ${MAX_NAME_LENGTH} characters`);

/** How much is in an account. */
export const contentsSchema = z
  .object({
    imageCount: countField.describe("Those in the trash included"),
    usedBytes: countField.describe("Bytes of all originals"),
    albumCount: countField,
    tagCount: countField,
    shareCount: countField.describe("Share links, those that have ended included"),
  })
  .meta({ id: "AccountContents" });

/** A user as shown to themselves and sent over the wire. */
export const userViewSchema = z
  .object({
    id: idField,
    email: z.string().meta({ format: "email" }),
    name: z.string().optional(),
    role: z.enum(roles),
    createdAt: timestampField,
  })
  .meta({ id: "User" });
