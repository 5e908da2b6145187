import { readdirSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, relative } from "node:path";

/** Shorter names of machines and users are parts of other words. */
const MIN_NAME_LENGTH = 6;

/** Forms that secrets have by themselves: AWS's keys, GitHub's tokens, private keys. */
const secretForms = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\r\n\\n]+[A-Za-z0-9+/]{40}/,
];

/** What tells of the machine that something was built on: its folders and its name. */
export function tracesOfMachine(checkout: string): string[] {
  return [checkout.replace(/\/$/, ""), homedir(), hostname()].filter((text) => text.length >= MIN_NAME_LENGTH);
}

/** The files below a folder that hold one of these texts or a secret: "file: what". */
export function findTraces(folder: string, texts: string[]): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path, "latin1");
    const found = [
      ...texts.filter((text) => content.includes(text)),
      ...secretForms.filter((form) => form.test(content)).map(String),
    ];
    return found.map((what) => `${relative(folder, path)}: ${what}`);
  });
}
