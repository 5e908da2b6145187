import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { median } from "./statistics.ts";

/*
 * What Lighthouse says of a page on a phone. It is 176 MB with what it brings, too much to depend on: LIGHTHOUSE names
 * the folder that it was installed in (`npm install --prefix <folder> lighthouse`).
 */

const ROUNDS = 3;
const LIMIT_MS = 180_000;
const run = promisify(execFile);

export interface LighthouseScores {
  lighthousePerformance: number;
  lighthouseAccessibility: number;
}

interface Report {
  runtimeError?: { message: string };
  categories: Record<"performance" | "accessibility", { score: number | null; auditRefs: { id: string }[] }>;
  audits: Record<string, { score: number | null; displayValue?: string }>;
}

/**
 * Medians of three runs, 0 to 100. Prints a line and returns undefined where there is no Lighthouse.
 * @param headers sent with each request, such as a session's cookie
 */
export async function measureLighthouse(
  url: string,
  headers: Record<string, string> = {},
): Promise<LighthouseScores | undefined> {
  const cli = findLighthouse();
  if (cli === undefined) {
    console.log("Lighthouse is left out: LIGHTHOUSE names the folder that it is installed in.");
    return undefined;
  }
  await using directory = await temporaryDirectory();
  const headersFile = join(directory.path, "headers.json");
  await writeFile(headersFile, JSON.stringify(headers));
  const reports: Report[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const report = join(directory.path, `${round}.json`);
    reports.push(await visit([cli, url, `--extra-headers=${headersFile}`, `--output-path=${report}`], report));
  }
  const scores = {
    lighthousePerformance: toScore(reports, "performance"),
    lighthouseAccessibility: toScore(reports, "accessibility"),
  };
  console.log(`Lighthouse of ${new URL(url).pathname}: ${reports.map(describe).join("; ")}`);
  return scores;
}

function findLighthouse(): string | undefined {
  const folder = process.env.LIGHTHOUSE ?? "";
  const parent = folder === "" ? import.meta.url : pathToFileURL(join(folder, "package.json")).href;
  try {
    return join(createRequire(parent).resolve("lighthouse/package.json"), "../cli/index.js");
  } catch {
    if (folder === "") return undefined;
    throw new Error(`Expected Lighthouse to be installed in ${folder} (npm install --prefix ${folder} lighthouse)`);
  }
}

async function visit(given: string[], report: string): Promise<Report> {
  const options = [
    "--output=json",
    "--quiet",
    "--only-categories=performance,accessibility",
    `--chrome-flags=--headless ${chromiumArguments.join(" ")}`,
  ];
  const env = { ...process.env, CHROME_PATH: findChromium() ?? "" };
  await run(process.execPath, [...given, ...options], { env, timeout: LIMIT_MS });
  const read = JSON.parse(await readFile(report, "utf8")) as Report;
  if (read.runtimeError) throw new Error(`Lighthouse could not look at the page: ${read.runtimeError.message}`);
  return read;
}

function toScore(reports: Report[], category: "performance" | "accessibility"): number {
  return Math.round(100 * median(reports.map(({ categories }) => categories[category].score ?? 0)));
}

/** A line about one run, with what costs points of accessibility. */
function describe({ categories, audits }: Report): string {
  const shown = [
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
  ];
  const figures = shown.map((id) => `${id} ${audits[id]?.displayValue ?? "?"}`);
  const missed = categories.accessibility.auditRefs.filter(({ id }) => audits[id]?.score === 0).map(({ id }) => id);
  return `performance ${100 * (categories.performance.score ?? 0)}, accessibility ${100 * (categories.accessibility.score ?? 0)} (${[...figures, ...missed].join(", ")})`;
}
