import { ulid } from "ulid";
import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { AppError } from "#lib/errors.ts";
import { addCounts, addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { grantConfiguredAdmin } from "./grant-configured-admins.ts";
import { hashPassword } from "./password.ts";
import { countAttempt, rateLimits, requireAttemptsLeft } from "./rate-limit.ts";
import { recordThrottling } from "./record-throttling.ts";
import type { User } from "./user.ts";
import { createUser, findEmailHolder } from "./user-repository.ts";

/**
 * Creates a user with a normalised, unique e-mail address. Without mail that could tell the address's owner, the answer
 * has to tell whether it is taken; so it is given a limited number of times, after which every address is refused
 * alike.
 * @throws AppError `email_taken`, `too_many_requests`, `unavailable`
 */
export async function registerUser(
  services: Pick<Services, "database" | "config">,
  given: { email: string; password: string; name?: string | undefined; address: string },
): Promise<User> {
  const { database } = services;
  await recordThrottling(services, { kind: "nobody" }, given.address, async () => {
    await countAttempt(database, rateLimits.registerByAddress, given.address);
    await requireAttemptsLeft(database, rateLimits.takenByAddress, given.address);
  });
  const refuseTaken = async () => {
    await countAttempt(database, rateLimits.takenByAddress, given.address);
    return new AppError("email_taken", "An account with this e-mail address already exists.");
  };
  if ((await findEmailHolder(database, given.email)) !== undefined) throw await refuseTaken();
  const now = new Date();
  const user: User = {
    id: ulid(now.getTime()),
    email: given.email,
    ...(given.name ? { name: given.name } : {}),
    passwordHash: await hashPassword(given.password),
    role: "user",
    sessionVersion: 0,
    createdAt: now.toISOString(),
  };
  if (!(await createUser(database, user))) throw await refuseTaken();
  await Promise.all([addCounts(database, { registrations: 1 }), addTotals(database, { users: 1 })]);
  await recordAudit(services, { action: "registered", actor: userActor(user), address: given.address });
  return grantConfiguredAdmin(services, user);
}
