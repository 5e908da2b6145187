import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import type { Database } from "#lib/database/database.ts";
import { deleteProcessingEvents } from "./processing-event-repository.ts";

test("a record is removed by what is stored, not by a replica that lags behind", async () => {
  const queries: QueryCommand["input"][] = [];
  // The local database has no replicas, so the request itself is looked at.
  const send = async (command: unknown) => {
    if (command instanceof QueryCommand) queries.push(command.input);
    return { Items: [] };
  };
  await deleteProcessingEvents({ client: { send }, table: "skylight" } as unknown as Database, "image");
  expect(queries).toMatchObject([{ ConsistentRead: true }]);
});
