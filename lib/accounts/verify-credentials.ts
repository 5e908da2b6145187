import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { AppError } from "#lib/errors.ts";
import { addCounts, countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { verifyDecoyPassword, verifyPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import { emailSchema, MAX_PASSWORD_LENGTH, type User } from "./user.ts";
import { findUserByEmail, recordSignIn } from "./user-repository.ts";

/**
 * The user whom e-mail and password name. Unknown address, wrong password and disabled account answer alike and
 * after the same time.
 * @throws AppError `invalid_credentials`, `too_many_requests`
 */
export async function verifyCredentials(
  services: Pick<Services, "database" | "config">,
  given: { email: string; password: string; address: string },
): Promise<User> {
  const { database } = services;
  const email = normaliseEmail(given.email);
  await countAttempt(database, rateLimits.signInByAddress, given.address);
  await countAttempt(database, rateLimits.signInByEmail, email);
  const password = given.password.slice(0, MAX_PASSWORD_LENGTH + 1);
  const user = await findUserByEmail(database, email);
  const matches = user ? await verifyPassword(password, user.passwordHash) : await verifyDecoyPassword(password);
  if (!user || !matches || user.disabledAt !== undefined) {
    await noteFailure(services, { email, user, address: given.address, isDisabled: matches });
    throw new AppError("invalid_credentials", "Incorrect email or password.");
  }
  await recordSignIn(database, user, new Date().toISOString());
  await Promise.all([addCounts(database, { signIns: 1 }), countActive(database, user.id)]);
  await recordAudit(services, { action: "signed_in", actor: userActor(user), address: given.address });
  return user;
}

async function noteFailure(
  services: Pick<Services, "database" | "config">,
  failure: { email: string; user: User | undefined; address: string; isDisabled: boolean },
): Promise<void> {
  // What is no address may be a password that was typed into the wrong field.
  const email = failure.user?.email ?? (emailSchema.safeParse(failure.email).success ? failure.email : undefined);
  await addCounts(services.database, { signInFailures: 1 });
  await recordAudit(services, {
    action: "sign_in_failed",
    actor: { kind: "nobody", ...(failure.user ? { id: failure.user.id } : {}), ...(email ? { email } : {}) },
    address: failure.address,
    details: failure.user
      ? { reason: failure.isDisabled ? "account disabled" : "wrong password" }
      : { reason: "no such account" },
  });
}
