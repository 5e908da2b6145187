import { z } from "zod";
import { LONG_TEST } from "./long-tests.ts";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Titles of tests that passed only when they were tried again. */
  flaky?: string[];
  /** Titles of what failed, each with the first line of its error. */
  failures?: string[];
  /** The tests that took longest, the slowest first. */
  slowest?: { title: string; seconds: number }[];
}

const NAMED_AS_SLOW = 5;

function pickSlowest(tests: { title: string; ms: number }[]): { title: string; seconds: number }[] {
  return tests
    .sort((one, other) => other.ms - one.ms)
    .slice(0, NAMED_AS_SLOW)
    .map(({ title, ms }) => ({ title, seconds: ms / 1_000 }));
}

const assertionSchema = z.object({
  status: z.string(),
  fullName: z.string().default(""),
  failureMessages: z.array(z.string()).nullish(),
  duration: z.number().nullish(),
  tags: z.array(z.string()).default([]),
});

const vitestReportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string().default(""),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(assertionSchema),
    }),
  ),
});

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string().default("") })),
  suites: z.array(z.unknown()).default([]),
});

/**
 * Tests that belong to the other run, the long one or the usual one, are not counted: Vitest says that they were
 * skipped.
 * @throws ZodError when it is no report of Vitest's JSON reporter
 */
export function countVitestReport(report: unknown, { isLong }: { isLong: boolean }): Counts {
  const result = vitestReportSchema.parse(report);
  const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failedTests = tests.filter(({ status }) => status === "failed");
  const skippedTests = tests.filter(({ status }) => !["passed", "failed"].includes(status));
  // A file that fails before its first test, by a missing import for instance, has no tests to count.
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles.length,
    skipped: skippedTests.filter(({ tags }) => tags.includes(LONG_TEST.name) === isLong).length,
    failures: [
      ...failedTests.map(({ fullName, failureMessages }) => nameFailure(fullName, failureMessages?.[0])),
      ...brokenFiles.map(({ name, message }) => nameFailure(name, message)),
    ],
    slowest: pickSlowest(tests.map(({ fullName, duration }) => ({ title: fullName, ms: duration ?? 0 }))),
  };
}

/** @throws ZodError when it is no report of Playwright's JSON reporter */
export function countPlaywrightReport(report: unknown): Counts {
  const { stats, errors, suites } = playwrightReportSchema.parse(report);
  const specs = suites.flatMap(listSpecs);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    flaky: specs.filter(hasStatus("flaky")).map(describeSpec),
    failures: [
      ...specs.filter(hasStatus("unexpected")).map(describeSpec),
      ...errors.map(({ message }) => nameFailure("outside any test", message)),
    ],
    slowest: pickSlowest(
      specs.map(({ title, tests }) => ({
        title,
        ms: Math.max(0, ...tests.flatMap(({ results }) => results.map(({ duration }) => duration))),
      })),
    ),
  };
}

const specSchema = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      results: z
        .array(
          z.object({
            error: z.object({ message: z.string().default("") }).optional(),
            duration: z.number().default(0),
          }),
        )
        .default([]),
    }),
  ),
});
type Spec = z.infer<typeof specSchema>;

const suiteSchema = z.object({
  specs: z.array(specSchema).default([]),
  suites: z.array(z.unknown()).default([]),
});

function listSpecs(given: unknown): Spec[] {
  const { specs, suites } = suiteSchema.parse(given);
  return [...specs, ...suites.flatMap(listSpecs)];
}

const hasStatus = (wanted: string) => (spec: Spec) => spec.tests.some(({ status }) => status === wanted);

function describeSpec({ title, tests }: Spec): string {
  const errors = tests.flatMap(({ results }) => results.flatMap(({ error }) => (error ? [error.message] : [])));
  return nameFailure(title, errors[0]);
}

/** Colours and other control sequences of a terminal. */
const controlSequences = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function nameFailure(title: string, message = ""): string {
  const line =
    message
      .replace(controlSequences, "")
      .split("\n")
      .find((text) => text.trim() !== "") ?? "";
  return line === "" ? title : `${title}: ${line.trim().slice(0, 300)}`;
}

export function sum(all: Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
  };
}
