import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";
import { afterEach, expect, test } from "vitest";
import { indexes } from "#lib/database/keys.ts";
import { createCredentials } from "#local/cloud/cloud.ts";
import { startDynamoDb } from "#local/cloud/dynamodb.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

const credentials = createCredentials();
const region = "us-east-1";
const table = "skylight";
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function connect(endpoint: string): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  closers.push(() => client.destroy());
  return DynamoDBDocumentClient.from(client);
}

/**
 * A table as a version without the `directory` index and with another made it, with one item that belongs into both.
 */
async function makeOldTable(directory: string): Promise<void> {
  const engine = dynalite({ path: directory, createTableMs: 0 });
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  const address = engine.address();
  const client = connect(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "openPk", "openSk", "libraryPk", "librarySk"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "open",
          KeySchema: [
            { AttributeName: "openPk", KeyType: "HASH" },
            { AttributeName: "openSk", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
        {
          IndexName: "library",
          KeySchema: [
            { AttributeName: "libraryPk", KeyType: "HASH" },
            { AttributeName: "librarySk", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  await client.send(
    new PutCommand({
      TableName: table,
      Item: {
        ...{ pk: "a", sk: "b", revision: 7, libraryPk: "L", librarySk: "1" },
        ...{ directoryPk: "USERS", directorySk: "ada", changesPk: "C", changesSk: "1" },
      },
    }),
  );
  await new Promise<void>((resolve, reject) => engine.close((error) => (error ? reject(error) : resolve())));
}

test("data of an earlier version gets the indexes drawn since, loses the others, and stays so over restarts", async () => {
  await using folder = await temporaryDirectory();
  const directory = join(folder.path, "dynamodb");
  await makeOldTable(directory);
  expect(await readdir(directory)).not.toHaveLength(0);

  const names = async (client: DynamoDBDocumentClient) => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "directory",
        KeyConditionExpression: "directoryPk = :pk",
        ExpressionAttributeValues: { ":pk": "USERS" },
      }),
    );
    return Items?.map(({ directorySk }) => directorySk);
  };
  // What an index is drawn to project, and no more.
  const changes = async (client: DynamoDBDocumentClient) => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "changes",
        KeyConditionExpression: "changesPk = :pk",
        ExpressionAttributeValues: { ":pk": "C" },
      }),
    );
    return Items;
  };
  const onError = (error: unknown) => expect.fail(String(error));
  for (const expected of [["ada"], ["bob"]]) {
    const database = await startDynamoDb({ directory, region, credentials, table, onError, hasRoom: async () => true });
    closers.push(database.close);
    const client = connect(database.url);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual(
      Object.keys(indexes).sort(),
    );
    expect(Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).not.toContain("libraryPk");
    expect(await names(client)).toEqual(expected);
    expect(await changes(client)).toEqual([{ pk: "a", sk: "b", changesPk: "C", changesSk: "1", revision: 7 }]);
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: "a", sk: "b" },
        UpdateExpression: "SET directorySk = :sk",
        ExpressionAttributeValues: { ":sk": "bob" },
      }),
    );
    expect(await names(client)).toEqual(["bob"]);
    closers.pop();
    closers.splice(closers.length - 1, 1);
    client.destroy();
    await database.close();
  }
});
