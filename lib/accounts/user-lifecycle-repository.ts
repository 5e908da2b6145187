import type { Database } from "#lib/database/database.ts";
import { partitions } from "#lib/database/keys.ts";
import type { User } from "./user.ts";
import { changeUser, findUser } from "./user-item.ts";

/* Accounts that are disabled, closed by their owner, and removed. */

/** What an account has that is closed by its owner. */
const closedAttributes = ["disabledAt", "deletesAt", "openPk", "openSk"];

/**
 * Disables an account (`at`) or enables it again (undefined), also one that its owner has closed. Either way its
 * sessions, API tokens and reset link are over.
 * Returns the user as they are then, or undefined when there is none or it is being removed.
 */
export function setDisabled(database: Database, userId: string, at: string | undefined): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    { ...(at === undefined ? { remove: closedAttributes } : { set: { disabledAt: at } }), endSessions: true },
    { expression: "attribute_not_exists(removingSince)" },
  );
}

/**
 * Closes an account until it is deleted at `deletesAt`: it is disabled and its sessions are over. Returns the user as
 * they are then; undefined when there is none, or when the account is disabled already.
 */
export async function closeUser(
  database: Database,
  userId: string,
  { disabledAt, deletesAt }: { disabledAt: string; deletesAt: string },
): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    {
      set: {
        disabledAt,
        deletesAt,
        openPk: partitions.openRemovals(),
        openSk: `${deletesAt}#${userId}`,
      },
      endSessions: true,
    },
    { expression: "attribute_not_exists(disabledAt)" },
  );
}

/**
 * Opens a closed account again, while it is not yet to be deleted. Returns the user, or undefined when it is too late
 * or an admin has disabled the account since `user` was read.
 */
export async function reopenUser(
  database: Database,
  { id, disabledAt = "" }: Pick<User, "id" | "disabledAt">,
  now: string,
): Promise<User | undefined> {
  return changeUser(
    database,
    id,
    { remove: closedAttributes, endSessions: true },
    {
      expression: "deletesAt > :now AND disabledAt = :closedAt AND attribute_not_exists(removingSince)",
      values: { ":now": now, ":closedAt": disabledAt },
    },
  );
}

/**
 * Starts the removal of a user: the account is disabled permanently and its sessions are over. Returns the user, also
 * when the removal had started before; undefined when there is none.
 */
export async function startRemovingUser(database: Database, userId: string, at: string): Promise<User | undefined> {
  const before = await findUser(database, userId);
  if (!before || before.removingSince) return before;
  return changeUser(database, userId, {
    set: { removingSince: at, disabledAt: at, openPk: partitions.openRemovals(), openSk: `${at}#${userId}` },
    endSessions: true,
  });
}

/**
 * Starts the removal of a user who closed the account, once it is to be deleted. Returns the user, or undefined when
 * there is none to be removed.
 */
export function startRemovingClosedUser(database: Database, userId: string, now: string): Promise<User | undefined> {
  return changeUser(
    database,
    userId,
    { set: { removingSince: now }, endSessions: true },
    { expression: "deletesAt <= :now AND attribute_not_exists(removingSince)", values: { ":now": now } },
  );
}
