import { writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { watchMemory } from "../../bench/memory-slope.ts";
import { percentile } from "../../bench/statistics.ts";
import { type ApiSession, registerSession } from "../support/api-session.ts";
import { startApp } from "../support/app.ts";
import { smallPhoto } from "../support/image-factory.ts";
import { commandLine, processTree } from "../support/process-tree.ts";
import { seededRandom } from "../support/seeded-random.ts";

const USERS = 20;
const MINUTES = 30;
const MINUTE_MS = 60_000;
/** Each starts with so many photos, and replaces one by another now and then. */
const PHOTOS = 20;
const MAX_PAUSE_MS = 2_000;
const SAMPLE_MS = 5_000;
/** Code is compiled and caches are filled until then. */
const WARM_UP_MINUTES = 5;
const SEED = 20;
const RESULT = new URL("../../bench/results/soak.json", import.meta.url);

const listSchema = z.looseObject({ images: z.array(z.looseObject({ id: z.string() })) });
const linkSchema = z.looseObject({ url: z.string() });

type Random = () => number;

/** What a person does, and how often beside the others. */
const actions: [weight: number, act: (session: ApiSession, random: Random) => Promise<void>][] = [
  [6, async (session) => expectOk(await session.fetch("/api/images?limit=60&renditions=thumbnail"))],
  [3, async (session) => expectOk(await session.fetch("/api/timeline"))],
  [3, async (session) => expectOk(await session.fetch("/api/images?q=photo&limit=60"))],
  [2, async (session) => expectOk(await session.fetch("/api/albums"))],
  [3, download],
  [2, change],
  [2, replace],
];

/**
 * Twenty people for half an hour: lists, searches, downloads, changes, uploads and deletions, their number of photos
 * staying about the same. Counts what failed and tells how the memory of each process grows.
 */
export async function run(minutes: number = MINUTES): Promise<void> {
  await using app = await startApp();
  const random = seededRandom(SEED);
  const sessions: ApiSession[] = [];
  for (let number = 0; number < USERS; number++) sessions.push(await registerSession(app.url));
  let photos = 0;
  const faults: string[] = [];
  const times: number[] = [];
  for (const session of sessions) {
    for (let number = 0; number < PHOTOS; number++) await session.upload(await smallPhoto(photos++));
  }
  let isOver = false;
  const live = async (session: ApiSession) => {
    while (!isOver) {
      const startedAt = performance.now();
      try {
        await draw(random)(session, random);
        times.push(performance.now() - startedAt);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
      await setTimeout(random() * MAX_PAUSE_MS);
    }
  };
  const lives = sessions.map(live);
  await setTimeout(Math.min(WARM_UP_MINUTES, minutes) * MINUTE_MS);
  // The render process comes and goes with the work.
  const lasting = processTree(app.process.pid ?? 0).filter((pid) => !commandLine(pid).includes("render-process"));
  const memory = watchMemory(
    Object.fromEntries(lasting.map((pid) => [pid === app.process.pid ? "cloud" : `web application ${pid}`, pid])),
  );
  for (const end = Date.now() + minutes * MINUTE_MS; Date.now() < end; await setTimeout(SAMPLE_MS)) memory.look();
  isOver = true;
  await Promise.all(lives);
  const slopes = memory.slopes();
  const measures = {
    errors: faults.length,
    slopeMbPerHour: Math.max(...Object.values(slopes)),
    minutes,
    users: USERS,
    actions: times.length,
    p50Ms: Math.round(percentile(times, 0.5)),
    p99Ms: Math.round(percentile(times, 0.99)),
  };
  const result = {
    measures,
    megabytes: memory.megabytes(),
    slopes,
    anonymousSlopes: memory.slopes("anonymous"),
    minutesMb: memory.minutesMb(),
    faults: faults.slice(0, 10),
    date: new Date().toISOString(),
  };
  await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result));
  if (faults.length > 0) process.exitCode = 1;
}

function draw(random: Random) {
  const all = actions.reduce((sum, [weight]) => sum + weight, 0);
  let left = random() * all;
  for (const [weight, act] of actions) {
    left -= weight;
    if (left < 0) return act;
  }
  throw new RangeError("Expected weights above 0");
}

async function download(session: ApiSession, random: Random): Promise<void> {
  const id = await drawPhoto(session, random);
  if (id === undefined) return;
  const answer = await session.fetch(`/api/get-url?id=${id}&variant=original`);
  expectOk(answer);
  const { url } = linkSchema.parse(await answer.json());
  expectOk(await fetch(url));
}

async function change(session: ApiSession, random: Random): Promise<void> {
  const id = await drawPhoto(session, random);
  if (id === undefined) return;
  const body = JSON.stringify({ favourite: random() < 0.5 });
  const headers = { "content-type": "application/json" };
  expectOk(await session.fetch(`/api/images/${id}`, { method: "PATCH", headers, body }));
}

/** A new photo in place of an old one. */
async function replace(session: ApiSession, random: Random): Promise<void> {
  const id = await drawPhoto(session, random);
  await session.upload(await smallPhoto(Math.floor(random() * 1e9)));
  if (id === undefined) return;
  expectOk(await session.fetch(`/api/images/${id}`, { method: "DELETE" }));
}

async function drawPhoto(session: ApiSession, random: Random): Promise<string | undefined> {
  const answer = await session.fetch("/api/images?limit=60&renditions=thumbnail&status=ready");
  expectOk(answer);
  const { images } = listSchema.parse(await answer.json());
  return images[Math.floor(random() * images.length)]?.id;
}

function expectOk(answer: Response): void {
  if (!answer.ok)
    throw new Error(`Expected success from ${new URL(answer.url).pathname} but received ${answer.status}`);
}
