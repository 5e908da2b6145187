import { expect, test } from "vitest";
import { indexes, TABLE_KEY } from "#lib/database/keys.ts";
import { type DynamoDbEngine, openEngine } from "#local/cloud/dynamodb-engine.ts";
import { toProjection } from "#local/cloud/migrate-indexes.ts";
import { readIndexes } from "#tests/support/compare-indexes.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const TABLE = "skylight";

const text = (S: string) => ({ S });
const key = { pk: text("USER#ada"), sk: text("IMAGE#1") };
const changed = (at: string) => ({
  changesPk: text("USER#ada#CHANGES"),
  changesSk: text(`${at}#1`),
  revision: text(at),
});
const open = (at: string) => ({ openPk: text("OPEN#0"), openSk: text(`${at}#1`) });
const other = { pk: text("USER#ada"), sk: text("IMAGE#2"), ...changed("2"), ...open("2") };

/** What happens to an image and its neighbour, each step a request. */
const steps: [operation: string, input: object][] = [
  ["PutItem", { Item: { ...key, ...changed("1"), ...open("1") } }],
  [
    "UpdateItem",
    {
      Key: key,
      UpdateExpression: "SET changesSk = :at REMOVE openPk, openSk",
      ExpressionAttributeValues: { ":at": text("2#1") },
    },
  ],
  ["PutItem", { Item: { ...key, ...changed("3"), ...open("3"), directoryPk: text("FAILED"), directorySk: text("3") } }],
  ["BatchWriteItem", { RequestItems: { [TABLE]: [{ PutRequest: { Item: other } }, { DeleteRequest: { Key: key } }] } }],
  ["DeleteItem", { Key: { pk: other.pk, sk: other.sk } }],
];

async function ask(engine: DynamoDbEngine, operation: string, input: object): Promise<string> {
  const body = Buffer.from(JSON.stringify(operation === "BatchWriteItem" ? input : { TableName: TABLE, ...input }));
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "content-length": String(body.length),
    "x-amz-target": `DynamoDB_20120810.${operation}`,
  };
  const { status, body: answer } = await engine.answer({ method: "POST", url: "/", headers, body });
  if (status !== 200) throw new Error(`${operation}: ${answer}`);
  return String(answer);
}

async function createTable(engine: DynamoDbEngine): Promise<void> {
  const schema = ({ partition, sort }: { partition: string; sort: string }) => [
    { AttributeName: partition, KeyType: "HASH" },
    { AttributeName: sort, KeyType: "RANGE" },
  ];
  await ask(engine, "CreateTable", {
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [TABLE_KEY, ...Object.values(indexes)].flatMap(({ partition, sort }) => [
      { AttributeName: partition, AttributeType: "S" },
      { AttributeName: sort, AttributeType: "S" },
    ]),
    KeySchema: schema(TABLE_KEY),
    GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: schema(index),
      Projection: toProjection(IndexName),
    })),
  });
  await waitUntil("an active table", async () => (await ask(engine, "DescribeTable", {})).includes('"ACTIVE"'));
}

/** Lets `writes` more writes of LevelDB's happen, and none after them. Resolves when that keeps one from happening. */
function dieAfter({ store: { db } }: DynamoDbEngine, writes: number): Promise<void> {
  const death = Promise.withResolvers<void>();
  let happened = 0;
  for (const operation of ["put", "del", "batch"] as const) {
    const write = db[operation].bind(db);
    db[operation] = (...args) => {
      if (happened >= writes) return death.resolve();
      happened += 1;
      write(...args);
    };
  }
  return death.promise;
}

async function takeSteps(engine: DynamoDbEngine): Promise<void> {
  for (const [operation, input] of steps) await ask(engine, operation, input);
}

test("whichever of the database's writes is the last one, the indexes name what the items say", async () => {
  for (let writes = 0, ended = false; !ended; writes++) {
    await using folder = await temporaryDirectory();
    const first = openEngine(folder.path);
    await first.store.db.open();
    await createTable(first);
    const died = dieAfter(first, writes).then(() => false);
    ended = await Promise.race([takeSteps(first).then(() => true), died]);
    // As the kernel does where a process was killed: what was written is in the files.
    await Object.getPrototypeOf(first.store.db).close.call(first.store.db);

    const second = openEngine(folder.path);
    await second.store.db.open();
    const { found, expected } = await readIndexes(second, TABLE);
    expect(found, `after ${writes} writes`).toEqual(expected);
    await second.store.db.close();
  }
});
