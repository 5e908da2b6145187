import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { log } from "./log.ts";

/** Next's own greeting, which names an address that people should not open. */
const GREETING = /^\s*(▲ Next|- Local:|- Network:|- Environments:|✓ Starting|✓ Ready in)/;

const MESSAGE_LEVELS = new Set(["WARN", "ERROR", "CRITICAL"]);

/** Passes on what a child process says, line by line; of structured logs only what somebody should look at. */
export function showOutput(part: string, ...outputs: (Readable | null)[]): void {
  for (const output of outputs) {
    if (!output) continue;
    createInterface({ input: output }).on("line", (line) => {
      const text = readableLine(line);
      if (text !== undefined) log(part, text);
    });
  }
}

function readableLine(line: string): string | undefined {
  if (line.trim() === "" || GREETING.test(line)) return undefined;
  const entry = parseEntry(line);
  if (!entry) return line;
  if (!MESSAGE_LEVELS.has(String(entry.level))) return undefined;
  const error = entry.error as { message?: unknown } | undefined;
  const about = ["imageId", "code", "attempt"].filter((name) => entry[name] !== undefined);
  return [entry.message, ...about.map((name) => `${name}=${entry[name]}`), error?.message].filter(Boolean).join(" ");
}

/** A line of a structured log or of metrics, or undefined for any other line. */
function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
