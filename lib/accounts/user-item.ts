import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys } from "#lib/database/keys.ts";
import { type User, userSchema } from "./user.ts";

/** A user, or undefined when there is none of that id. */
export async function findUser(database: Database, userId: string): Promise<User | undefined> {
  const item = await findItem(database, keys.user(userId));
  return item && userSchema.parse(item);
}

/** Changes a user that exists and of whom `condition` holds. Returns the user as they are then, or undefined. */
export async function changeUser(
  database: Database,
  userId: string,
  change: {
    set?: Record<string, unknown>;
    remove?: string[];
    /** A user whose sessions end may have lost control of them; a reset link is as good as one. */
    endSessions?: boolean;
  },
  condition?: { expression: string; values?: Record<string, string> },
): Promise<User | undefined> {
  const set = Object.entries(change.set ?? {});
  const remove = [...(change.remove ?? []), ...(change.endSessions ? ["passwordReset"] : [])];
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.user(userId),
    UpdateExpression: [
      set.length > 0 && `SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`,
      remove.length > 0 && `REMOVE ${remove.map((name) => `#${name}`).join(", ")}`,
      change.endSessions && "ADD sessionVersion :one",
    ]
      .filter(Boolean)
      .join(" "),
    ConditionExpression: ["attribute_exists(pk)", condition?.expression].filter(Boolean).join(" AND "),
    ...(set.length + remove.length > 0
      ? {
          ExpressionAttributeNames: Object.fromEntries(
            [...set.map(([name]) => name), ...remove].map((n) => [`#${n}`, n]),
          ),
        }
      : {}),
    ...(set.length > 0 || change.endSessions
      ? {
          ExpressionAttributeValues: {
            ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
            ...(change.endSessions ? { ":one": 1 } : {}),
            ...condition?.values,
          },
        }
      : {}),
    ReturnValues: "ALL_NEW",
  });
  const result = await whenConditionHolds(database.client.send(update));
  return result && userSchema.parse(result.Attributes);
}
