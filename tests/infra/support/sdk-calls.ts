import { globSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("../../..", import.meta.url).pathname;

/** The entries of each part that has a role of its own. */
const entries = {
  worker: ["thumbnail-worker/index.ts"],
  scheduled: ["jobs/scheduled.ts"],
  web: [
    ...globSync("app/**/{page,layout,route,error,not-found,actions,sitemap,manifest}.{ts,tsx}", { cwd: root }),
    ...globSync("{proxy,instrumentation}.ts", { cwd: root }),
    "hosting/start.ts",
  ],
} as const;

export type Part = keyof typeof entries;

export const parts = Object.keys(entries) as Part[];

export interface SdkCalls {
  /** Names of the SDK's commands, "GetObjectCommand". */
  commands: Set<string>;
  /** Names of the table's indexes that are queried. */
  indexes: Set<string>;
}

const found = new Map<Part, Promise<SdkCalls>>();

/**
 * The AWS calls that a part can make: its entries are bundled, so that functions nobody reaches fall away, and the
 * commands that are left are counted. Once for a test file: bundling the web server takes seconds.
 */
export function findSdkCalls(part: Part, knownIndexes: string[]): Promise<SdkCalls> {
  const calls = found.get(part) ?? sdkCallsFrom([...entries[part]], knownIndexes);
  found.set(part, calls);
  return calls;
}

/** The same for any modules, by their paths in the repository. */
export async function sdkCallsFrom(modules: string[], knownIndexes: string[] = []): Promise<SdkCalls> {
  const result = await build({
    entryPoints: modules,
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: "unwritten",
    format: "esm",
    platform: "node",
    packages: "external",
    treeShaking: true,
    jsx: "automatic",
    loader: { ".css": "empty" },
    logLevel: "silent",
  });
  const text = result.outputFiles.map((file) => file.text).join("\n");
  // The bundler numbers names that several files import: GetCommand2.
  const commands = new Set(Array.from(text.matchAll(/new (\w+?Command)\d*\(/g), ([, name]) => name ?? ""));
  const indexes = new Set(knownIndexes.filter((name) => isQueried(text, name)));
  return { commands, indexes };
}

/** An index is named where it is queried, in what a query is made of, or where the name of the index is decided. */
function isQueried(text: string, index: string): boolean {
  return new RegExp(`\\b(IndexName|index): "${index}"|index\\d* = [^;]*"${index}"`).test(text);
}
