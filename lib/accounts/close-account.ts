import { recordAudit, userActor } from "#lib/audit/record-audit.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { addAdmin } from "./admins-repository.ts";
import { removeAdminOrThrow } from "./change-access.ts";
import { checkOwnPassword } from "./change-password.ts";
import { toClosingDates } from "./closed-account.ts";
import { isConfiguredAdmin } from "./configured-admin.ts";
import type { User } from "./user.ts";
import { closeUser, reopenUser } from "./user-lifecycle-repository.ts";
import { findUserBy, type GivenCredentials } from "./verify-credentials.ts";

type AccountServices = Pick<Services, "database" | "config">;

/**
 * Closes the account of whoever is signed in: it is disabled at once, and removed with everything in it after seven
 * days. Returns when that is (ISO 8601 UTC).
 * @throws AppError `invalid_credentials` when the password is wrong; `last_admin`; `invalid_state` for an admin by
 * ADMIN_EMAILS; `too_many_requests`, `unavailable`
 */
export async function closeAccount(
  services: AccountServices,
  user: User,
  given: { password: string; address?: string | undefined },
): Promise<string> {
  await checkOwnPassword(services, user, given);
  if (isConfiguredAdmin(services.config, user)) {
    throw new AppError("invalid_state", "ADMIN_EMAILS names this account. Take its address off the list first.");
  }
  const closing = toClosingDates(Date.now());
  const { deletesAt } = closing;
  await removeAdminOrThrow(services, user);
  await recordAudit(services, {
    action: "account_closed",
    actor: userActor(user),
    address: given.address,
    details: { deletesAt },
  });
  const closed = await closeUser(services.database, user.id, closing);
  if (!closed) throw new AppError("invalid_state", "This account is closed already.");
  return deletesAt;
}

/**
 * Opens a closed account again, for whoever knows its password; one that is open stays as it is.
 * @throws AppError `invalid_credentials`, `too_many_requests`, `unavailable`
 */
export async function keepAccount(services: AccountServices, given: GivenCredentials): Promise<void> {
  const { user, forget } = await findUserBy(services, given);
  if (user.deletesAt === undefined) {
    // A password was confirmed nevertheless, which guessers shall learn neither unseen nor more often than at sign-in.
    await recordAudit(services, {
      action: "sign_in_failed",
      actor: { ...userActor(user), kind: "nobody" },
      address: given.address,
      details: { reason: "account open, nothing to keep" },
    });
    return;
  }
  await forget();
  const kept = await reopenUser(services.database, user, new Date().toISOString());
  if (!kept) throw new AppError("invalid_credentials", "Incorrect email or password.");
  if (kept.role === "admin") await addAdmin(services.database, kept.id);
  await recordAudit(services, { action: "account_kept", actor: userActor(user), address: given.address });
}
