import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asks for a password at the terminal without showing it. @throws Error when nobody can be asked */
export async function readPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new Error("Expected a password by --password or SKYLIGHT_PASSWORD but received none");
  }
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
