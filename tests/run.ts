import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { listMissingForMoto } from "./infra/support/tools.ts";
import { ensureChromium } from "./support/install-chromium.ts";
import { LONG_TEST } from "./support/long-tests.ts";
import { type Counts, countPlaywrightReport, countVitestReport, sum } from "./support/test-report.ts";

/*
 * npm test: what has to hold, one stage after the other, each with its own output. A stage that fails stops none of the
 * others. The last line sums up; each check of the sources counts as one test. Arguments name the stages to run:
 * npm test -- unit e2e
 *
 * "e2e moto" runs only so: what the hosting would serve, as two processes on a stack of infra/ (decision 415). Where moto
 * or Terraform is missing it is skipped, unless SKYLIGHT_REQUIRE_INFRA=1.
 *
 * npm run test:long (--long): the tests that are tagged so, which npm test leaves out, and nothing else.
 */

interface Stage {
  name: string;
  /** npm script or command of node_modules/.bin, with arguments. */
  command: string[];
  environment?: Record<string, string>;
  /** Reads the counts from the stage's JSON report; a stage without one counts as one test. */
  read?: (report: unknown, run: { isLong: boolean }) => Counts;
  /** What it needs and this machine does not have, a sentence each. */
  listMissing?: () => Promise<string[]>;
  /** Whether it has a part in the long tests. */
  isPartOfLong?: true;
  /** Runs only where it is named, and leaves its counts in this file of bench/results/. */
  result?: string;
}

const { values: options, positionals: wanted } = parseArgs({
  options: { long: { type: "boolean", default: false } },
  allowPositionals: true,
});

/** What passes only at the second try is named at the end: it is a defect, of the test or of what it tests. */
const vitestOptions = (name: string) => [
  `--tags-filter=${options.long ? LONG_TEST.name : `!${LONG_TEST.name}`}`,
  "--retry=1",
  "--reporter=default",
  "--reporter=./tests/support/flaky-reporter.ts",
  "--reporter=json",
  `--outputFile.json=${toReportPath(name)}`,
];

const vitest = (...projects: [string, ...string[]]) => [
  "vitest",
  "run",
  ...projects.flatMap((project) => ["--project", project]),
  ...vitestOptions(projects[0]),
];

const playwright = (...specs: string[]) => ["playwright", "test", "--reporter=list,json", ...specs];
const playwrightByTag = [options.long ? "--grep" : "--grep-invert", `@${LONG_TEST.name}`];

/** proc(5): cutime and cstime, counted from the field after the name. */
const CHILDREN_TICKS = 13;
const TICKS_A_SECOND = 100;

const RESULTS = new URL("../bench/results/", import.meta.url);

const reports = await mkdtemp(join(tmpdir(), "skylight-reports-"));
const toReportPath = (name: string) => join(reports, `${name}.json`);
const toFlakyPath = (name: string) => join(reports, `${name}-flaky.json`);

const stages: Stage[] = [
  { name: "format", command: ["biome", "check"] },
  { name: "types", command: ["npm", "run", "--silent", "typecheck"] },
  { name: "imports", command: ["npm", "run", "--silent", "lint:imports"] },
  { name: "licences", command: ["npm", "run", "--silent", "lint:licences"] },
  { name: "unused", command: ["knip", "--no-config-hints"] },
  // What the tests below start; built here, nothing competes for the processors meanwhile.
  { name: "build", command: ["npm", "run", "--silent", "build"], isPartOfLong: true },
  { name: "unit", command: vitest("unit", "unit-alone"), read: countVitestReport, isPartOfLong: true },
  {
    name: "integration",
    command: vitest("integration", "integration-alone"),
    read: countVitestReport,
    isPartOfLong: true,
  },
  // Whole against what the cloud runs. What differs in `npm start` is how pages are served: the way through the README,
  // the edge of HTTP and one person's way from sign-in to an album suffice there.
  { name: "hosting", command: ["npm", "run", "--silent", "build:hosting"], isPartOfLong: true },
  {
    name: "e2e",
    command: playwright("--project=e2e", ...playwrightByTag),
    environment: { SKYLIGHT_SERVE: "hosting" },
    read: countPlaywrightReport,
    isPartOfLong: true,
  },
  {
    name: "e2e start",
    command: playwright("--project=e2e", ...playwrightByTag, "german", "http-edge", "readme"),
    read: countPlaywrightReport,
    isPartOfLong: true,
  },
  {
    name: "e2e moto",
    command: playwright("--project=e2e", ...playwrightByTag),
    environment: { SKYLIGHT_SERVE: "moto" },
    read: countPlaywrightReport,
    listMissing: listMissingForMoto,
    result: "moto.json",
  },
  // Both on one system. By themselves they do more, and leave their figures.
  {
    name: "attacks",
    // One after the other: the fuzz judges how long each answer takes.
    command: playwright("--project=access", "--project=fuzz", "--workers=1"),
    environment: options.long
      ? { FUZZ_REQUESTS: "4000", FUZZ_SEED: "290" }
      : { FUZZ_REQUESTS: "800", ACCESS_CALLERS: "few" },
    read: countPlaywrightReport,
    isPartOfLong: true,
  },
  {
    name: "infra",
    command: ["npm", "run", "--silent", "test:infra", "--", ...vitestOptions("infra")],
    read: countVitestReport,
    isPartOfLong: true,
  },
];

const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`Expected stages of ${stages.map(({ name }) => name).join(", ")} but received ${unknown.join(", ")}`);
  process.exit(1);
}

let running: ChildProcess | undefined;
// Ctrl-C reaches all processes of a terminal.
process.once("SIGTERM", () => {
  running?.kill("SIGTERM");
  process.exit(1);
});

const results: { name: string; counts: Counts; seconds: number; processorSeconds: number }[] = [];
for (const stage of stages) {
  const isLeftOut = stage.result !== undefined || (options.long && !stage.isPartOfLong);
  if (wanted.length > 0 ? !wanted.includes(stage.name) : isLeftOut) continue;
  console.log(`\n── ${stage.name} ${"─".repeat(60 - stage.name.length)}`);
  const [startedAt, processorBefore] = [Date.now(), await readProcessorSeconds()];
  const counts = await runStage(stage);
  const processorSeconds = (await readProcessorSeconds()) - processorBefore;
  const result = { name: stage.name, counts, seconds: (Date.now() - startedAt) / 1000, processorSeconds };
  results.push(result);
  if (stage.result && counts.failed === 0 && counts.passed > 0) await keepResult(stage.result, [result]);
}
await rm(reports, { recursive: true, force: true });

console.log("");
for (const { name, counts, seconds, processorSeconds } of results) {
  const time = `${seconds.toFixed(1)} s, ${processorSeconds.toFixed(0)} s of processor`;
  console.log(`${name.padEnd(12)} ${describe(counts)}  (${time})`);
}
for (const { name, counts } of results) {
  for (const { title, seconds } of counts.slowest ?? []) {
    console.log(`slowest      ${name}: ${seconds.toFixed(1)} s ${title}`);
  }
}
for (const { name, counts } of results) {
  for (const title of counts.flaky ?? []) console.log(`flaky        ${name}: ${title}`);
  for (const title of counts.failures ?? []) console.log(`failed       ${name}: ${title}`);
}
const total = sum(results.map(({ counts }) => counts));
process.exitCode = total.failed > 0 ? 1 : 0;
if (options.long && wanted.length === 0) await keepResult("long-tests.json", results);
console.log(`\n${describe(total)}`);

async function runStage(stage: Stage): Promise<Counts> {
  const missing = (await stage.listMissing?.()) ?? [];
  if (missing.length > 0) {
    const isRequired = process.env.SKYLIGHT_REQUIRE_INFRA === "1";
    const end = isRequired ? "SKYLIGHT_REQUIRE_INFRA is set: failed." : "Skipped.";
    console.warn(`${stage.name}: ${missing.join(" ")} ${end}`);
    return isRequired ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
  }
  const environment = {
    ...stage.environment,
    FLAKY_FILE: toFlakyPath(stage.name),
    // Hundreds of processes are started and killed, of the same code.
    NODE_COMPILE_CACHE: join(reports, "compiled"),
  };
  if (stage.command[0] === "playwright") {
    const browser = await ensureChromium();
    if (browser === undefined) return { passed: 0, failed: 1, skipped: 0 };
    Object.assign(environment, { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: toReportPath(stage.name) });
  }
  const code = await run(stage.command, environment);
  const counts = await readCounts(stage, code);
  // A run that broke off, and one in which nothing ran, must not look like success.
  const isEmpty = counts.passed + counts.failed === 0;
  return (code !== 0 && counts.failed === 0) || isEmpty ? { ...counts, failed: counts.failed + 1 } : counts;
}

async function readCounts(stage: Stage, code: number): Promise<Counts> {
  if (!stage.read) return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  try {
    const counts = stage.read(JSON.parse(await readFile(toReportPath(stage.name), "utf8")), { isLong: options.long });
    const flaky = await readFile(toFlakyPath(stage.name), "utf8").catch(() => undefined);
    return flaky === undefined ? counts : { ...counts, flaky: JSON.parse(flaky) };
  } catch (error) {
    console.error(`${stage.name} left no report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * The exit code of a command, 1 when it could not be started or was killed. Who ends this process ends the command too.
 */
function run([command = "", ...commandArguments]: string[], environment: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    running = child;
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

async function keepResult(file: string, ran: typeof results): Promise<void> {
  const { passed, failed, skipped } = sum(ran.map(({ counts }) => counts));
  const seconds = Math.round(ran.reduce((all, { seconds: each }) => all + each, 0));
  const result = { date: new Date().toISOString(), measures: { passed, failed, skipped, seconds } };
  await writeFile(new URL(file, RESULTS), `${JSON.stringify(result, null, 2)}\n`);
}

/** What all processes took that have ended so far, 0 where the system does not say. */
async function readProcessorSeconds(): Promise<number> {
  const fields = await readFile("/proc/self/stat", "latin1").catch(() => "");
  const [user, system] = fields
    .slice(fields.lastIndexOf(")") + 2)
    .split(" ")
    .slice(CHILDREN_TICKS);
  return (Number(user ?? 0) + Number(system ?? 0)) / TICKS_A_SECOND;
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
