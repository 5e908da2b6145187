import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import type { User } from "./user.ts";
import { replacePassword } from "./user-repository.ts";

/**
 * Sets a new password and ends every session and API token. Returns the user with the session version by which the
 * caller may be signed in again.
 * @throws AppError `invalid_credentials` when the current password is wrong; `too_many_requests`
 */
export async function changePassword(
  services: Pick<Services, "database" | "config">,
  user: User,
  given: { currentPassword: string; newPassword: string; address?: string | undefined },
): Promise<User> {
  const { database } = services;
  await countAttempt(database, rateLimits.signInByEmail, user.email);
  const wrong = new AppError("invalid_credentials", "The current password is wrong.");
  if (!(await verifyPassword(given.currentPassword, user.passwordHash))) throw wrong;
  const newHash = await hashPassword(given.newPassword);
  const sessionVersion = await replacePassword(database, user.id, { currentHash: user.passwordHash, newHash });
  if (sessionVersion === undefined) throw wrong;
  await recordAudit(services, { action: "password_changed", actor: userActor(user), address: given.address });
  return { ...user, passwordHash: newHash, sessionVersion };
}
