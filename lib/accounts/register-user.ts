import { ulid } from "ulid";
import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { AppError } from "#lib/errors.ts";
import { addCounts, addTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { hashPassword } from "./password.ts";
import { countAttempt, rateLimits } from "./rate-limit.ts";
import type { User } from "./user.ts";
import { createUser, findUserByEmail } from "./user-repository.ts";

/**
 * Creates a user with a normalised, unique e-mail address.
 * @throws AppError `email_taken`, `too_many_requests`
 */
export async function registerUser(
  services: Pick<Services, "database" | "config">,
  given: { email: string; password: string; name?: string | undefined; address: string },
): Promise<User> {
  const { database } = services;
  await countAttempt(database, rateLimits.registerByAddress, given.address);
  const taken = new AppError("email_taken", "An account with this e-mail address exists already.");
  if (await findUserByEmail(database, given.email)) throw taken;
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
  if (!(await createUser(database, user))) throw taken;
  await Promise.all([addCounts(database, { registrations: 1 }), addTotals(database, { users: 1 })]);
  await recordAudit(services, { action: "registered", actor: userActor(user), address: given.address });
  return user;
}
