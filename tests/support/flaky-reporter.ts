import { writeFileSync } from "node:fs";
import type { Reporter, TestCase } from "vitest/node";

/** Writes the titles of tests that passed only when they were tried again to the file that FLAKY_FILE names. */
export default class FlakyReporter implements Reporter {
  readonly #titles: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#titles.push(test.fullName);
  }

  onTestRunEnd(): void {
    const file = process.env.FLAKY_FILE;
    if (file) writeFileSync(file, JSON.stringify(this.#titles));
  }
}
