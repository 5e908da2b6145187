import { MAX_EMAIL_LENGTH, type User } from "#lib/accounts/user.ts";
import { findUser, findUserByEmail } from "#lib/accounts/user-repository.ts";
import { recordView } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { normaliseEmail } from "#lib/email-address.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { toUserAdminView } from "./to-user-admin-view.ts";
import type { UserAdminView } from "./user-admin-view.ts";

/** The user of that id, whom an admin is about to do something to. @throws AppError `not_found` */
export async function getUserById({ database }: Pick<Services, "database">, userId: string): Promise<User> {
  const user = await findUser(database, userId);
  if (!user) throw new AppError("not_found", "There is no such user.");
  return user;
}

/** The id of the user who holds an e-mail address, or undefined. */
export async function findUserIdByEmail(
  { database }: Pick<Services, "database">,
  email: string,
): Promise<string | undefined> {
  const normalised = normaliseEmail(email);
  return normalised.length > MAX_EMAIL_LENGTH ? undefined : (await findUserByEmail(database, normalised))?.id;
}

export async function getUserAdminView({ database, config }: Services, user: User): Promise<UserAdminView> {
  return toUserAdminView(config, user, await getUsage(database, user.id));
}

/** One user for an admin to look at, which the audit log notes. @throws AppError `not_found` */
export async function viewUser(services: Services, by: RequestActor, userId: string): Promise<UserAdminView> {
  const user = await getUserById(services, userId);
  if (by.actor.id !== userId) await recordView(services, { action: "user_viewed", ...by, subject: user });
  return getUserAdminView(services, user);
}
