import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Titles of tests that passed only when they were tried again. */
  flaky?: string[];
}

const vitestReportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
  suites: z.array(z.unknown()).default([]),
});

/** @throws ZodError when it is no report of vitest's JSON reporter */
export function countVitestReport(report: unknown): Counts {
  const result = vitestReportSchema.parse(report);
  // A file that fails before its first test, by a missing import for instance, has no tests to count.
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** @throws ZodError when it is no report of Playwright's JSON reporter */
export function countPlaywrightReport(report: unknown): Counts {
  const { stats, errors, suites } = playwrightReportSchema.parse(report);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    flaky: suites.flatMap(flakyTitles),
  };
}

const suiteSchema = z.object({
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })).default([]),
  suites: z.array(z.unknown()).default([]),
});

function flakyTitles(given: unknown): string[] {
  const { specs, suites } = suiteSchema.parse(given);
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky")).map(({ title }) => title);
  return [...own, ...suites.flatMap(flakyTitles)];
}

export function sum(all: Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
    skipped: all.reduce((total, { skipped }) => total + skipped, 0),
  };
}
