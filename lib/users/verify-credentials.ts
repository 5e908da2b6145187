import { isPassword, isPasswordOfNobody } from "#lib/auth/password.ts";
import { countAttempt, rateLimits } from "#lib/auth/rate-limit.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { MAX_PASSWORD_LENGTH, normaliseEmail, type User } from "./user.ts";
import { findUserByEmail, noteSignIn } from "./user-repository.ts";

/**
 * The user whom e-mail and password name. Unknown address, wrong password and disabled account answer alike and
 * after the same time.
 * @throws AppError `invalid_credentials`, `too_many_requests`
 */
export async function verifyCredentials(
  { database }: Pick<Services, "database">,
  given: { email: string; password: string; address: string },
): Promise<User> {
  const email = normaliseEmail(given.email);
  await countAttempt(database, rateLimits.signInByAddress, given.address);
  await countAttempt(database, rateLimits.signInByEmail, email);
  const password = given.password.slice(0, MAX_PASSWORD_LENGTH + 1);
  const user = await findUserByEmail(database, email);
  const matches = user ? await isPassword(password, user.passwordHash) : await isPasswordOfNobody(password);
  if (!user || !matches || user.disabledAt !== undefined) {
    throw new AppError("invalid_credentials", "Email or password is wrong.");
  }
  await noteSignIn(database, user.id, new Date().toISOString());
  return user;
}
