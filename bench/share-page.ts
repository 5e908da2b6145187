import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { createApiToken, createSessionCookie } from "#lib/accounts/session-token.ts";
import { type WebConfig, webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { createStorage } from "#lib/storage/storage.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { withAppOverCloud } from "./app-over-cloud.ts";
import { measureLighthouse } from "./lighthouse.ts";
import { cpuMs } from "./process-usage.ts";
import { seedLibrary } from "./seed/seed-library.ts";
import { median, withSpread } from "./statistics.ts";

const SIZE = { users: 2, images: 1_030, largestUser: 1_000, failedImages: 4, deadLetters: 0 };
const ROUNDS = 6;
const REQUESTS_PER_ROUND = 10;
const KIBIBYTE = 1024;

/** CPU of the web server for the public page of 1,000 photos, beside that of their owner's; and the page's scripts. */
export function measureSharePage(): Promise<Record<string, number>> {
  return withAppOverCloud(async ({ url, environment, start }) => {
    const config = webConfig(environment);
    const database = createDatabase(config);
    const { largest } = await seedLibrary(database, SIZE);
    const client = { address: "127.0.0.1", userAgent: "bench" };
    const { token } = await createApiToken({ config, database }, largest, client);
    const cookie = `${sessionCookieName(config)}=${await createSessionCookie({ config, database }, largest, client)}`;
    database.client.destroy();
    const pid = await start();
    const share = await makeShare(url, token);
    const [visitors, owners]: [number[], number[]] = [[], []];
    // Rounds in turn, so that what else the machine does meets both; the first one warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const visitorMs = await measureRequests(pid, share, {});
      const ownerMs = await measureRequests(pid, `${url}/`, { cookie });
      if (round === 0) continue;
      visitors.push(visitorMs);
      owners.push(ownerMs);
    }
    const publicJsKb = await measureScripts(share);
    await storePictures(config, share);
    const scores = await measureLighthouse(share);
    const [visitorMs, ownerMs] = [median(visitors), median(owners)];
    console.log(`Page of 1,000 photos, CPU: visitor ${withSpread(visitors, 1)} ms, owner ${withSpread(owners, 1)} ms`);
    console.log(`Scripts of the public page: ${round(publicJsKb)} KB compressed`);
    return {
      publicPageCpuMs: round(visitorMs),
      ownerPageCpuMs: round(ownerMs),
      publicCpuVsOwner: round(visitorMs / ownerMs),
      publicJsKb: round(publicJsKb),
      ...scores,
    };
  });
}

async function makeShare(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/shares`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query: {} }),
  });
  if (answer.status !== 201) throw new Error(`Expected a share but received ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { url: string }).url;
}

/** Stores a picture wherever the page shows one. */
async function storePictures(config: WebConfig, page: string): Promise<void> {
  const storage = createStorage(config);
  const { body } = await smallPhoto(1);
  const keys = new Set((await getText(page, {})).match(/thumbnails\/[\w./-]+/g));
  for (const key of keys) await writeObject(storage, key, body, { contentType: "image/jpeg" });
}

/** Milliseconds of one request. */
async function measureRequests(pid: number, url: string, headers: Record<string, string>): Promise<number> {
  const before = cpuMs(pid);
  for (let number = 0; number < REQUESTS_PER_ROUND; number++) await getText(url, headers);
  return (cpuMs(pid) - before) / REQUESTS_PER_ROUND;
}

/** Kilobytes of the scripts that browsers of today load with a page, as they are sent. */
async function measureScripts(url: string): Promise<number> {
  const html = await getText(url, {});
  const tags = Array.from(html.matchAll(/<script[^>]* src="([^"]+)"[^>]*>/g));
  const sources = new Set(tags.flatMap(([tag, source = ""]) => (tag.includes("noModule") ? [] : source)));
  const sizes = await Promise.all([...sources].map((source) => measureSent(new URL(source, url).href)));
  return sizes.reduce((sum, bytes) => sum + bytes, 0) / KIBIBYTE;
}

/** Bytes of an answer's body on the line. */
async function measureSent(url: string): Promise<number> {
  const sent = get(url, { headers: { "accept-encoding": "gzip, deflate, br" } });
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`Expected 200 from ${url} but received ${answer.statusCode}`);
  return (await buffer(answer)).byteLength;
}

async function getText(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers });
  if (answer.status !== 200) throw new Error(`Expected 200 from ${url} but received ${answer.status}`);
  return answer.text();
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
