import { ulid } from "ulid";
import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { AppError } from "#lib/errors.ts";
import { addCounts, countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { clientNetwork } from "./client-network.ts";
import { isClosedByOwner } from "./closed-account.ts";
import { grantConfiguredAdmin } from "./grant-configured-admins.ts";
import { forgetGuesses, guessThrottles, takeGuess } from "./guess-throttle.ts";
import { findKnownDevice } from "./known-device.ts";
import { verifyDecoyPassword, verifyPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import { recordThrottling } from "./record-throttling.ts";
import { emailSchema, MAX_PASSWORD_LENGTH, type User } from "./user.ts";
import { findUser } from "./user-item.ts";
import { findEmailHolder, recordSignIn } from "./user-repository.ts";

export interface GivenCredentials {
  email: string;
  password: string;
  address: string;
  /** The cookie of a browser that was signed in before. */
  knownDevice?: string | undefined;
}

/**
 * Signs in whom e-mail and password name. Unknown address, wrong password and disabled account answer alike and
 * after the same work. Guesses are slowed down by account and network together; a browser that was signed in to the
 * account before has a count of its own, so that no stranger's guesses keep its owner out.
 * @throws AppError `invalid_credentials`, `too_many_requests`, `unavailable`; `account_closed` with `deletesAt`
 */
export async function verifyCredentials(
  services: Pick<Services, "database" | "config">,
  given: GivenCredentials,
): Promise<User> {
  const { database } = services;
  const { user, forget } = await findUserBy(services, given);
  if (user.deletesAt !== undefined) {
    await recordAudit(services, {
      action: "sign_in_failed",
      actor: { ...userActor(user), kind: "nobody" },
      address: given.address,
      details: { reason: "account closed" },
    });
    throw new AppError("account_closed", "This account is closed and will be deleted. You can keep it until then.", {
      details: { deletesAt: user.deletesAt },
    });
  }
  await Promise.all([
    forget(),
    recordSignIn(database, user, new Date().toISOString()),
    addCounts(database, { signIns: 1 }),
    countActive(database, user.id),
  ]);
  await recordAudit(services, { action: "signed_in", actor: userActor(user), address: given.address });
  return grantConfiguredAdmin(services, user);
}

/**
 * The user whom e-mail and password name, who may have closed the account; `forget` starts the count of guesses again.
 * @throws AppError `invalid_credentials`, `too_many_requests`, `unavailable`
 */
export async function findUserBy(
  services: Pick<Services, "database" | "config">,
  given: GivenCredentials,
): Promise<{ user: User; forget: () => Promise<void> }> {
  const { database } = services;
  const email = normaliseEmail(given.email);
  const deviceId = await findDevice(services, given.knownDevice, email);
  await throttle(services, { email, deviceId, address: given.address });
  const password = given.password.slice(0, MAX_PASSWORD_LENGTH + 1);
  const user = await findUserByEmail(services, email);
  const matches = user ? await verifyPassword(password, user.passwordHash) : await verifyDecoyPassword(password);
  if (!user || !matches || (user.disabledAt !== undefined && !canBeKept(user))) {
    await noteFailure(services, { email, user, address: given.address, isDisabled: matches });
    throw new AppError("invalid_credentials", "Incorrect email or password.");
  }
  const forget = () =>
    deviceId
      ? forgetGuesses(database, guessThrottles.byDevice, deviceId)
      : forgetGuesses(database, guessThrottles.byNetwork, accountAndNetwork(email, given.address));
  return { user, forget };
}

function findUserByEmail({ database }: Pick<Services, "database">, email: string): Promise<User | undefined> {
  // A made-up id stands in for an address that nobody has, so that it takes as many reads as one that somebody has.
  return findEmailHolder(database, email).then((id) => findUser(database, id ?? ulid()));
}

/** The id of a browser that has signed in to the account since its sessions were last revoked. */
async function findDevice(
  services: Pick<Services, "database" | "config">,
  cookie: string | undefined,
  email: string,
): Promise<string | undefined> {
  const known = await findKnownDevice(services.config, cookie, email);
  const user = known && (await findUserByEmail(services, email));
  return user && user.sessionVersion === known.sessionVersion ? known.device : undefined;
}

/** Whether its owner closed an account and may still keep it. */
function canBeKept(user: User): boolean {
  return isClosedByOwner(user) && user.deletesAt !== undefined && user.deletesAt > new Date().toISOString();
}

async function throttle(
  services: Pick<Services, "database" | "config">,
  { email, deviceId, address }: { email: string; deviceId: string | undefined; address: string },
): Promise<void> {
  const { database } = services;
  const byEmail = { kind: "nobody" as const, ...(isEmail(email) ? { email } : {}) };
  if (deviceId !== undefined) {
    await recordThrottling(services, byEmail, address, () => takeGuess(database, guessThrottles.byDevice, deviceId));
    return;
  }
  await recordThrottling(services, { kind: "nobody" }, address, () =>
    countAttempt(database, rateLimits.signInByAddress, address),
  );
  await recordThrottling(services, byEmail, address, () =>
    takeGuess(database, guessThrottles.byNetwork, accountAndNetwork(email, address)),
  );
  await recordThrottling(services, byEmail, undefined, () => takeGuess(database, guessThrottles.byAccount, email));
}

function accountAndNetwork(email: string, address: string): string {
  return `${email} ${clientNetwork(address)}`;
}

/** What is no address may be a password that was typed into the wrong field. */
function isEmail(text: string): boolean {
  return emailSchema.safeParse(text).success;
}

async function noteFailure(
  services: Pick<Services, "database" | "config">,
  failure: { email: string; user: User | undefined; address: string; isDisabled: boolean },
): Promise<void> {
  const email = failure.user?.email ?? (isEmail(failure.email) ? failure.email : undefined);
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
