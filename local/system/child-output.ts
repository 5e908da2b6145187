import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { log } from "./log.ts";

/** Next's own greeting, which names an address that people should not open. */
const GREETING = /^\s*(▲ Next|- Local:|- Network:|- Environments:|✓ Starting|✓ Ready in)/;

const SHOWN_FACTS = ["method", "path", "incident", "imageId", "code", "attempt"];

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
  if (!MESSAGE_LEVELS.has(String(entry.level).toUpperCase())) return undefined;
  return describeEntry(entry);
}

/** An entry of a structured log as a line for people. */
export function describeEntry(entry: Record<string, unknown>): string {
  const about = SHOWN_FACTS.filter((name) => entry[name] !== undefined).map((name) => `${name}=${entry[name]}`);
  return [entry.message, ...about, errorText(entry.error)].filter(Boolean).join(" ");
}

function errorText(error: unknown): string | undefined {
  if (typeof error === "string") return error;
  const message = (error as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message : undefined;
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
