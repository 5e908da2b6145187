/** A change to the configuration that would do harm, and the test that has to notice it. */
export interface Mutation {
  what: string;
  /** Path in infra/. */
  file: string;
  /** Occurs once in the file. */
  from: string;
  to: string;
  test: NoticingTest;
}

export type NoticingTest =
  /** A file of Terraform's tests and the sentence by which its assertion fails. */
  | { root: "." | "bootstrap" | "copies"; file: string; says: string }
  /** A file and the title of a test of this folder. */
  | { vitest: string; title: string };

export const storage = (says: string): NoticingTest => ({ root: ".", file: "tests/storage.tftest.hcl", says });
export const queueAndTable = (says: string): NoticingTest => ({
  root: ".",
  file: "tests/queue_and_table.tftest.hcl",
  says,
});
export const functions = (says: string): NoticingTest => ({ root: ".", file: "tests/functions.tftest.hcl", says });
export const bootstrap = (says: string): NoticingTest => ({
  root: "bootstrap",
  file: "tests/bootstrap.tftest.hcl",
  says,
});
export const permissions: NoticingTest = {
  vitest: "tests/infra/least-privilege.test.ts",
  title: "is what its code calls, no less and no more",
};
