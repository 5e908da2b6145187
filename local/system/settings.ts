import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { DEFAULT_MIN_FREE_BYTES } from "#lib/config.ts";

const MAX_PORT = 65_535;

/** So that what jobs find is seen within a minute. */
const DEFAULT_JOB_SECONDS = 45;

/**
 * One core is left to the rest of the system, and beyond four pictures at a time storing them takes most of the time.
 */
const MAX_RENDER_PROCESSES = 4;
/** Beyond four, the one process of the database has less time than they need of it. */
const MAX_WEB_PROCESSES = 4;
/** Of memory, for each render process, and for each of the web application. */
const GIBIBYTE = 1024 ** 3;

const port = z.coerce.number().int().min(1).max(MAX_PORT);

const environmentSchema = z.object({
  PORT: port.max(MAX_PORT - 1).default(3000),
  S3_PORT: port.optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  MIN_FREE_BYTES: z.coerce.number().int().positive().default(DEFAULT_MIN_FREE_BYTES),
  JOB_SECONDS: z.coerce.number().int().positive().default(DEFAULT_JOB_SECONDS),
  RENDER_PROCESSES: z.coerce.number().int().min(1).optional(),
  WEB_PROCESSES: z.coerce.number().int().min(1).optional(),
  NEXTAUTH_URL: z.url().optional(),
});

/** Where the local system listens and keeps its data. */
export interface LocalSettings {
  port: number;
  /** Stands in people's signed links and in the pages' security policy, therefore fixed: PORT + 1 unless given. */
  s3Port: number;
  /** Absolute. */
  dataDir: string;
  /** What uploads leave free on its disk. */
  minFreeBytes: number;
  /** How often each job runs, in seconds. */
  jobSeconds: number;
  /** How many pictures are rendered at a time, each in a process of its own. */
  renderProcesses: number;
  /** How many processes the web application may be while one is too busy. */
  webProcesses: number;
  /** Address that people open, without a trailing slash. */
  appUrl: string;
}

/** @throws Error naming each variable of `environment` that does not fit and what was expected */
export function readLocalSettings(environment: Record<string, string | undefined>): LocalSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`These environment variables do not fit:\n${lines.join("\n")}`);
  }
  const { PORT, S3_PORT, DATA_DIR, MIN_FREE_BYTES, JOB_SECONDS, RENDER_PROCESSES, WEB_PROCESSES, NEXTAUTH_URL } =
    result.data;
  const [cores, memory] = [availableParallelism(), usableMemory()];
  return {
    port: PORT,
    s3Port: S3_PORT ?? PORT + 1,
    dataDir: resolve(DATA_DIR),
    minFreeBytes: MIN_FREE_BYTES,
    jobSeconds: JOB_SECONDS,
    renderProcesses: RENDER_PROCESSES ?? pickRenderProcesses(cores, memory),
    webProcesses: WEB_PROCESSES ?? pickWebProcesses(cores, memory),
    appUrl: (NEXTAUTH_URL ?? `http://localhost:${PORT}`).replace(/\/$/, ""),
  };
}

/** Bytes of memory that these processes may have: of a container or service with a limit less than the machine has. */
export function usableMemory(machine = totalmem(), limit = process.constrainedMemory()): number {
  // Unknown is 0, and none is more than any machine has.
  return limit > 0 ? Math.min(machine, limit) : machine;
}

/** What a machine of so many cores and bytes of memory is given to do at a time. */
export function pickRenderProcesses(cores: number, memoryBytes: number): number {
  return Math.max(1, Math.min(cores - 1, Math.floor(memoryBytes / GIBIBYTE), MAX_RENDER_PROCESSES));
}

/** Of how many processes the web application may be on a machine of so many cores and bytes of memory. */
export function pickWebProcesses(cores: number, memoryBytes: number): number {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / GIBIBYTE), MAX_WEB_PROCESSES));
}
