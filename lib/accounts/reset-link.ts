import { createHash, randomBytes } from "node:crypto";
import { type AuditServices, recordAudit, userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { hashPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import type { User } from "./user.ts";
import { resetPassword, setPasswordReset } from "./user-repository.ts";

/** Long enough to hand the link over by whatever way two people have. */
const RESET_LINK_MS = 24 * 60 * 60 * 1000;
const SECRET_BYTES = 32;

/**
 * A link by which whoever has it sets a new password, once. It replaces any link before it; only a hash is stored.
 * @throws AppError `not_found`
 */
export async function createResetLink(
  services: Pick<Services, "database" | "config">,
  by: RequestActor,
  user: User,
): Promise<{ url: string; expiresAt: string }> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const expiresAt = new Date(Date.now() + RESET_LINK_MS).toISOString();
  const stored = await setPasswordReset(services.database, user.id, { secretHash: hashSecret(secret), expiresAt });
  if (!stored) throw new AppError("not_found", "There is no such user.");
  await recordAudit(services, { action: "reset_link_created", ...by, subject: user });
  // Behind "#", where neither servers nor their logs see it.
  return { url: `${services.config.appUrl}/reset-password#${user.id}.${secret}`, expiresAt };
}

/**
 * Sets a new password by means of a reset link and ends every session of the account.
 * @throws AppError `invalid_reset_link` for a link that is wrong, used, replaced or past its end; `too_many_requests`
 */
export async function redeemResetLink(
  services: AuditServices,
  given: { token: string; newPassword: string; address: string },
): Promise<User> {
  await countAttempt(services.database, rateLimits.resetByAddress, given.address);
  const [userId = "", secret = ""] = given.token.split(".");
  const user = await resetPassword(services.database, userId, {
    secretHash: hashSecret(secret),
    newHash: await hashPassword(given.newPassword),
    now: new Date().toISOString(),
  });
  if (!user) {
    throw new AppError("invalid_reset_link", "This link has expired or was already used. Ask for a new one.");
  }
  await recordAudit(services, { action: "password_reset", actor: userActor(user), address: given.address });
  return user;
}

function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
