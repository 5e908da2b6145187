import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { type ApiSession, logIn, registerSession } from "../support/api-session.ts";
import { type RunningApp, startApp } from "../support/app.ts";
import { smallPhoto, type TestFile } from "../support/image-factory.ts";
import { inspectDataFolder } from "../support/inspect-data-folder.ts";
import { commandLine, processTree } from "../support/process-tree.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const ROUNDS = 200;
const UPLOADS_PER_ROUND = 8;
const UPLOAD_CONCURRENCY = 3;
const SEED = 16;
/** In a round, the kill comes at a random moment of so many milliseconds. */
const KILL_WITHIN_MS = 1_500;
const RETRY_PAUSE_MS = 200;
/**
 * What `POST /api/upload` answers to a new file, and to one that is there; the second also what announcing one does.
 */
const [ACCEPTED, ALREADY_THERE] = [202, 200];
/** What storage answers to a PUT by a signed link, and to one of what is there. */
const [STORED, STORED_BEFORE] = [200, 412];
/** A batch that a kill ends counts nothing, which admins see as such: the sums of all users are figures. */
const FIGURES = "totals_drift";
/** What a kill interrupted is taken up again by the next delivery of its message, or by the sweep. */
const SETTLE_LIMIT_MS = 10 * 60_000;
const SETTLE_PAUSE_MS = 2_000;
const RESULT = new URL("../../bench/results/kill.json", import.meta.url);

const usageSchema = z.looseObject({ usedBytes: z.number(), reservedBytes: z.number() });
const ticketSchema = z.looseObject({
  duplicate: z.boolean().optional(),
  upload: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) }).optional(),
});
const linkSchema = z.looseObject({ url: z.string() });

/** A process of the system, by what it is. */
type Role = "parent" | "web application" | "renderer";

/**
 * The whole system while photos are uploaded, half of them as browsers do, and, again and again, one of its processes
 * is killed. Counts the photos whose upload was acknowledged and that are gone or changed (lost) or are never ready
 * (stuck), and tells whether usage, reservations and indexes are exact in the end, and what the integrity walk finds.
 */
export async function run(rounds: number = ROUNDS): Promise<void> {
  const random = seededRandom(SEED);
  await using directory = await temporaryDirectory();
  const begin = () => startApp({ dataDir: directory.path, environment: { JOB_SECONDS: "5" } });
  let app: RunningApp = await begin();
  let session = await registerSession(app.url);
  const files: TestFile[] = [];
  const kills: Record<Role, number> = { parent: 0, "web application": 0, renderer: 0 };
  const interrupted: TestFile[] = [];
  let repeated = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const batch = await Promise.all(
        Array.from({ length: UPLOADS_PER_ROUND }, (_, index) => smallPhoto(round * UPLOADS_PER_ROUND + index)),
      );
      files.push(...batch);
      const uploading = uploadAll(batch, () => session, interrupted);
      await setTimeout(random() * KILL_WITHIN_MS);
      const { role, pid } = drawProcess(app, random);
      kills[role] += 1;
      process.kill(pid, "SIGKILL");
      if (role === "parent") {
        if (app.process.exitCode === null && app.process.signalCode === null) await once(app.process, "exit");
        app = await begin();
        session = await logIn(app.url, session);
      }
      repeated += await uploading;
      if ((round + 1) % 10 === 0) console.log(`${round + 1} rounds, ${files.length} photos, ${JSON.stringify(kills)}`);
    }
    const verdict = await judge(session, files, interrupted);
    await app.stop();
    const { findings, wrongEntries } = await inspectDataFolder(directory.path);
    const { [FIGURES]: figures = 0, ...others } = findings;
    const found = Object.values(others).reduce((sum, count) => sum + count, 0);
    const result = { rounds, photos: files.length, repeated, kills, ...verdict, wrongEntries, found, figures };
    await writeFile(RESULT, `${JSON.stringify({ measures: result, date: new Date().toISOString() }, null, 2)}\n`);
    console.log(JSON.stringify(result));
    if (found > 0) console.log(others);
    const wrong = result.lost + result.stuck + result.wrongUsageBytes + result.unexplainedBytes + wrongEntries + found;
    if (wrong > 0) process.exitCode = 1;
  } finally {
    await app.stop();
  }
}

/**
 * Uploads files as a client that tries again until each upload is acknowledged, and never sends one again after that.
 * Returns how many were there already when they were sent, and adds those that a try broke off to `interrupted`.
 */
async function uploadAll(files: TestFile[], session: () => ApiSession, interrupted: TestFile[]): Promise<number> {
  const waiting = [...files];
  let repeated = 0;
  const upload = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const sendFile = files.indexOf(file) % 2 === 0 ? send : sendByLink;
      for (;;) {
        const status = await sendFile(session(), file);
        if (status === ACCEPTED) break;
        // Somebody stored it before: this client, whose answer was lost in a kill.
        if (status === ALREADY_THERE) {
          repeated += 1;
          break;
        }
        interrupted.push(file);
        await setTimeout(RETRY_PAUSE_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: UPLOAD_CONCURRENCY }, upload));
  return repeated;
}

/** The status of the answer; 0 when there was none. */
async function send(session: ApiSession, file: TestFile): Promise<number> {
  const upload = new FormData();
  upload.append("file", new File([new Uint8Array(file.body)], file.fileName, { type: file.contentType }));
  try {
    return (await session.fetch("/api/upload", { method: "POST", body: upload })).status;
  } catch {
    return 0;
  }
}

/** Announces a file and sends its bytes to storage, as browsers do. The status as of send(). */
async function sendByLink(session: ApiSession, { body, fileName, contentType }: TestFile): Promise<number> {
  try {
    const announcement = { fileName, contentType, bytes: body.length, sha256: hash(body) };
    const answer = await session.fetch("/api/uploads", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(announcement),
    });
    if (!answer.ok) return answer.status;
    const { duplicate, upload } = ticketSchema.parse(await answer.json());
    if (duplicate || !upload) return ALREADY_THERE;
    const { status } = await fetch(upload.url, { ...upload, body: new Uint8Array(body) });
    if (status === STORED_BEFORE) return ALREADY_THERE;
    return status === STORED ? ACCEPTED : status;
  } catch {
    return 0;
  }
}

function drawProcess(app: RunningApp, random: () => number): { role: Role; pid: number } {
  const processes = processTree(app.process.pid ?? 0).map((pid) => ({ role: toRole(pid, app), pid }));
  const roles = [...new Set(processes.map(({ role }) => role))];
  const role = roles[Math.floor(random() * roles.length)] ?? "parent";
  return processes.find((candidate) => candidate.role === role) ?? { role: "parent", pid: app.process.pid ?? 0 };
}

function toRole(pid: number, app: RunningApp): Role {
  if (pid === app.process.pid) return "parent";
  return commandLine(pid).includes("render-process") ? "renderer" : "web application";
}

interface Verdict {
  /** Photos that are not there, or not as they were sent. */
  lost: number;
  /** Photos that are there and never became ready. */
  stuck: number;
  /** Images beside one for each photo. */
  doubled: number;
  /** By how much the usage differs from the sum of all files. */
  wrongUsageBytes: number;
  /** Reserved for uploads that a kill broke off and that came again as others; given back when their links expire. */
  reservedBytes: number;
  /** Of those, what is more than all tries can have left behind that were broken off. */
  unexplainedBytes: number;
}

async function judge(session: ApiSession, files: TestFile[], interrupted: TestFile[]): Promise<Verdict> {
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  let images = await session.images();
  while (images.some(({ status }) => status !== "ready") && Date.now() < deadline) {
    await setTimeout(SETTLE_PAUSE_MS);
    images = await session.images();
  }
  const byName = Map.groupBy(images, ({ fileName }) => fileName);
  let lost = 0;
  for (const file of files) {
    const [image] = byName.get(file.fileName) ?? [];
    if (!image || !(await isAsSent(session, image.id, file))) lost += 1;
  }
  const { usedBytes, reservedBytes } = usageSchema.parse(await (await session.fetch("/api/usage")).json());
  return {
    lost,
    stuck: images.filter(({ status }) => status !== "ready").length,
    doubled: images.length - byName.size,
    wrongUsageBytes: Math.abs(usedBytes - sumBytes(files)),
    reservedBytes,
    unexplainedBytes: Math.max(0, reservedBytes - sumBytes(interrupted)),
  };
}

function sumBytes(files: TestFile[]): number {
  return files.reduce((sum, { body }) => sum + body.length, 0);
}

async function isAsSent(session: ApiSession, id: string, file: TestFile): Promise<boolean> {
  const link = linkSchema.parse(await (await session.fetch(`/api/get-url?id=${id}&variant=original`)).json());
  const stored = Buffer.from(await (await fetch(link.url)).arrayBuffer());
  return hash(stored) === hash(file.body);
}

function hash(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}
