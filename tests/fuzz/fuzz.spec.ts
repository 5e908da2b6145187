import { openApiDocument } from "#app/_server/openapi.ts";
import { runAdminCommand } from "#tests/support/admin-command.ts";
import { findUndescribed } from "#tests/support/api-contract.ts";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { expect, test } from "#tests/support/fixtures.ts";
import { writeResult } from "#tests/support/results.ts";
import { createRandom } from "./random.ts";
import { createRequestFactory, type Document, type FuzzRequest } from "./request-factory.ts";
import { createSender, type FuzzAnswer } from "./send.ts";
import type { Known } from "./values.ts";

/*
 * Requests made of the OpenAPI document and spoilt in places, by a visitor, a user and an admin. FUZZ_REQUESTS and
 * FUZZ_SEED say how many and which; the same seed makes the same requests as far as answers are the same.
 */

const FULL_RUN = 25_000;
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? FULL_RUN);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const CONNECTIONS = 6;
const SLOW_MS = 2_000;
/** After so many requests it is looked whether those who ask are still who they were. */
const ROUND = 200;
const SHOWN_FAILURES = 30;
/** On a machine that does much else besides; alone a request takes some milliseconds. */
const REQUEST_LIMIT_MS = 500;
const START_LIMIT_MS = 60_000;

test("no request that can be made of the document breaks the server, or gets what the document does not say", async ({
  baseURL,
}) => {
  const url = baseURL ?? "";
  test.setTimeout(START_LIMIT_MS + REQUESTS * REQUEST_LIMIT_MS);
  const random = createRandom(SEED);
  const known: Known = new Map();
  const document = JSON.parse(JSON.stringify(openApiDocument())) as Document;
  const makeRequest = createRequestFactory(random, document, known);
  const { send, close } = createSender(url, CONNECTIONS);
  const figures = { requests: 0, serverErrors: 0, undocumented: 0, slow: 0 };
  const failures: string[] = [];
  let user = await registerSession(url);
  let admin = await registerAdmin(url);
  await addPhoto(user);

  const ask = async (request: FuzzRequest) => {
    figures.requests++;
    const answer = await send(request);
    if (answer.milliseconds > SLOW_MS) slow.push(request);
    const faults = judge(request, answer);
    for (const [kind, text] of faults) {
      figures[kind]++;
      failures.push(`${kind}: ${text}\n    ${show(request)}`);
    }
    learn(known, answer);
  };

  /** A machine that is busy with something else is no fault of the server's: what was slow is asked again, alone. */
  const slow: FuzzRequest[] = [];
  const askSlowAgain = async () => {
    for (const request of slow.splice(0)) {
      const { milliseconds } = await send(request);
      if (milliseconds <= SLOW_MS) continue;
      figures.slow++;
      failures.push(`slow: ${Math.round(milliseconds)} ms\n    ${show(request)}`);
    }
  };

  while (figures.requests < REQUESTS) {
    const batch = Array.from({ length: Math.min(ROUND, REQUESTS - figures.requests) }, () => {
      const caller = random.pick([undefined, user, user, user, user, user, admin, admin, admin, admin]);
      return makeRequest(caller && `Bearer ${caller.token}`);
    });
    const queue = batch.values();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        for (const request of queue) await ask(request);
      }),
    );
    await askSlowAgain();
    if ((await user.fetch("/api/usage")).status !== 200) {
      user = await registerSession(url);
      await addPhoto(user);
    }
    if ((await admin.fetch("/api/admin/system")).status !== 200) admin = await registerAdmin(url);
  }
  close();

  console.log(`seed ${SEED}: ${JSON.stringify(figures)}`);
  if (REQUESTS >= FULL_RUN) await writeResult("fuzz", { measures: figures });
  expect(failures.slice(0, SHOWN_FAILURES).join("\n")).toBe("");
});

type Kind = "serverErrors" | "undocumented";

function judge(request: FuzzRequest, answer: FuzzAnswer): [Kind, string][] {
  const { status, contentType, body } = answer;
  const faults: [Kind, string][] = [];
  // 503 is what an operation says that is described so.
  if (status >= 500 && !(status === 503 && request.path.startsWith("/api/health"))) {
    faults.push(["serverErrors", `${status} ${body.slice(0, 200)}`]);
  }
  const { method, path: url } = request;
  for (const fault of findUndescribed({ method, url, status, contentType, body })) faults.push(["undocumented", fault]);
  return faults;
}

async function registerAdmin(url: string): Promise<ApiSession> {
  const admin = await registerSession(url);
  await runAdminCommand("grant", admin.email);
  return admin;
}

/** A file that stays in processing or fails, which is as good as any to ask about. */
async function addPhoto(user: ApiSession): Promise<void> {
  const data = new FormData();
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(user.email)]);
  data.set("file", new File([bytes], "photo.jpg", { type: "image/jpeg" }));
  const response = await user.fetch("/api/upload", { method: "POST", body: data });
  if (response.status !== 202) throw new Error(`Expected 202 but received ${response.status}`);
}

/** How many values of a name are remembered, the latest. */
const MEMORY = 20;

/** Remembers ids, cursors and the like, so that requests reach what there is. */
function learn(known: Known, { contentType, body }: FuzzAnswer): void {
  if (contentType !== "application/json" || body.length > 200_000) return;
  for (const [, name = "", value = ""] of body.matchAll(
    /"(id|ownerId|imageId|userId|nextCursor|fingerprint|sha256)":"([^"]{1,500})"/g,
  )) {
    const key = name === "nextCursor" ? "cursor" : name;
    const values = known.get(key) ?? [];
    if (!values.includes(value)) values.push(value);
    known.set(key, values.slice(-MEMORY));
  }
}

function show({ method, path, headers, body }: FuzzRequest): string {
  const { authorization, ...others } = headers;
  const who = authorization ? "signed in" : "a visitor";
  return `${method} ${path.slice(0, 300)} by ${who} with ${JSON.stringify(others)} ${body?.toString("utf8").slice(0, 300) ?? ""}`;
}
