import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { recordAudit, recordHourly, userActor } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { WebConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { hasAdminRole, refuseIfProtected } from "./configured-admin.ts";
import { hashPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import { recordThrottling } from "./record-throttling.ts";
import type { User } from "./user.ts";
import { findUser } from "./user-item.ts";
import { resetPassword, setPasswordReset } from "./user-repository.ts";

/** Long enough to hand the link over by whatever way two people have. */
const RESET_LINK_MS = 24 * 60 * 60 * 1000;
const SECRET_BYTES = 32;
/** Who runs the installation and has no account to lose. */
const OPERATOR = "operator";

/**
 * A link by which whoever has it sets a new password, once. It replaces any link before it; only a hash is stored.
 * @throws AppError `not_found`; `invalid_state` when ADMIN_EMAILS protects the account
 */
export async function createResetLink(
  services: Pick<Services, "database" | "config">,
  by: RequestActor,
  user: User,
): Promise<{ url: string; expiresAt: string }> {
  refuseIfProtected(services.config, by, user);
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const now = Date.now();
  const expiresAt = new Date(now + RESET_LINK_MS).toISOString();
  const stored = await setPasswordReset(services.database, user.id, {
    secretHash: hashSecret(secret).toString("hex"),
    expiresAt,
    createdAt: new Date(now).toISOString(),
    madeBy: by.actor.id ?? OPERATOR,
  });
  if (!stored) throw new AppError("not_found", "There is no such user.");
  await recordAudit(services, { action: "reset_link_created", ...by, subject: user });
  // Behind "#", where neither servers nor their logs see it.
  return { url: `${services.config.appUrl}/reset-password#${user.id}.${secret}`, expiresAt };
}

/**
 * Sets a new password by means of a reset link and ends every session of the account. The link is dead once the
 * account's sessions were ended, its password changed, or its maker lost the admin role.
 * @throws AppError `invalid_reset_link` for a link that is wrong, used, replaced, dead or past its end;
 *   `too_many_requests`, `unavailable`
 */
export async function redeemResetLink(
  services: { database: Database; config: Pick<WebConfig, "auditRetentionDays" | "adminEmails"> },
  given: { token: string; newPassword: string; address: string },
): Promise<User> {
  const { database } = services;
  await recordThrottling(services, { kind: "nobody" }, given.address, () =>
    countAttempt(database, rateLimits.resetByAddress, given.address),
  );
  const [userId = "", secret = ""] = given.token.split(".");
  const owner = await findUser(database, userId);
  // Hashing costs as much as a hundred requests, so that what need not be hashed is found out before.
  const isGood = owner !== undefined && (await isRedeemable(services, owner, secret));
  const user = isGood
    ? await resetPassword(database, userId, {
        secretHash: hashSecret(secret).toString("hex"),
        newHash: await hashPassword(given.newPassword),
        now: new Date().toISOString(),
      })
    : undefined;
  if (!user) {
    // No hash slows these down, and where no proxy is trusted nothing counts them.
    await recordHourly(services, {
      action: "password_reset_failed",
      actor: { kind: "nobody", ...(owner ? { id: owner.id, email: owner.email } : {}) },
      address: given.address,
    });
    throw new AppError("invalid_reset_link", "This link has expired or was already used. Ask for a new one.");
  }
  await recordAudit(services, { action: "password_reset", actor: userActor(user), address: given.address });
  return user;
}

async function isRedeemable(
  { database, config }: { database: Database; config: Pick<WebConfig, "adminEmails"> },
  owner: User,
  secret: string,
): Promise<boolean> {
  const link = owner.passwordReset;
  if (!link || owner.disabledAt !== undefined || link.expiresAt <= new Date().toISOString()) return false;
  if (!timingSafeEqual(hashSecret(secret), Buffer.from(link.secretHash, "hex"))) return false;
  if (link.madeBy === undefined || link.createdAt === undefined) return false;
  if (link.madeBy === OPERATOR) return true;
  const maker = await findUser(database, link.madeBy);
  const isStillAdmin = maker !== undefined && maker.disabledAt === undefined && hasAdminRole(config, maker);
  return isStillAdmin && (maker.demotedAt === undefined || maker.demotedAt < link.createdAt);
}

function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
