import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { forgetGuesses, guessThrottles, takeGuess } from "./guess-throttle.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { recordThrottling } from "./record-throttling.ts";
import type { User } from "./user.ts";
import { replacePassword } from "./user-repository.ts";

/**
 * Sets a new password and ends every session, API token and reset link. Returns the user with the session version by
 * which the caller may be signed in again. Wrong current passwords are counted for the signed-in user alone, apart from
 * what strangers try at the sign-in page.
 * @throws AppError `invalid_credentials` when the current password is wrong; `too_many_requests`, `unavailable`
 */
export async function changePassword(
  services: Pick<Services, "database" | "config">,
  user: User,
  given: { currentPassword: string; newPassword: string; address?: string | undefined },
): Promise<User> {
  const { database } = services;
  await checkOwnPassword(services, user, { password: given.currentPassword, address: given.address });
  const newHash = await hashPassword(given.newPassword);
  const sessionVersion = await replacePassword(database, user.id, { currentHash: user.passwordHash, newHash });
  if (sessionVersion === undefined) throw wrongPassword();
  await recordAudit(services, { action: "password_changed", actor: userActor(user), address: given.address });
  return { ...user, passwordHash: newHash, sessionVersion };
}

/**
 * Makes sure that whoever is signed in knows the account's password.
 * @throws AppError `invalid_credentials`, `too_many_requests`, `unavailable`
 */
export async function checkOwnPassword(
  services: Pick<Services, "database" | "config">,
  user: User,
  { password, address }: { password: string; address?: string | undefined },
): Promise<void> {
  const { database } = services;
  const actor = userActor(user);
  await recordThrottling(services, actor, address, () => takeGuess(database, guessThrottles.ownPassword, user.id));
  if (!(await verifyPassword(password, user.passwordHash))) {
    await recordAudit(services, { action: "password_change_failed", actor, address });
    throw wrongPassword();
  }
  await forgetGuesses(database, guessThrottles.ownPassword, user.id);
}

function wrongPassword(): AppError {
  return new AppError("invalid_credentials", "The current password is wrong.");
}
