import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { late } from "./en/late.ts";

/*
 * A page brings the words of the areas that it names (`GiveMessages`, `withMessages`). What it lacks is found out only
 * when a component asks for it, and its page is gone then: so the code itself is read here.
 */

const root = join(import.meta.dirname, "..");
const sources = new Map<string, string>();

function read(path: string): string {
  const known = sources.get(path) ?? readFileSync(join(root, path), "utf8");
  sources.set(path, known);
  return known;
}

function resolveImport(from: string, name: string): string | undefined {
  const path = name.startsWith("#app/") ? name.slice("#app/".length) : normalize(join(dirname(from), name));
  return (name.startsWith("#app/") || name.startsWith(".")) && existsSync(join(root, path)) ? path : undefined;
}

/** Areas that are said in the browser by a file and all that it imports at once; `isClient`: whether it is such a file. */
function listSaid(path: string, isClient: boolean, seen = new Map<string, boolean>()): Set<string> {
  const source = read(path);
  const runsInBrowser = isClient || source.startsWith('"use client"');
  if (seen.get(path) === true || seen.get(path) === runsInBrowser) return new Set();
  seen.set(path, runsInBrowser);
  const said = runsInBrowser ? source.matchAll(/(?:useTranslations|browserTranslations)\(\s*"(\w+)"/g) : [];
  const areas = new Set([...said].map(([, area = ""]) => area));
  for (const [, name = ""] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)) {
    const imported = resolveImport(path, name);
    for (const area of imported ? listSaid(imported, runsInBrowser, seen) : []) areas.add(area);
  }
  return areas;
}

/** Areas that a page or layout gives by name. */
function listGiven(path: string): string[] {
  const lists = read(path).matchAll(/(?:areas=\{|withMessages\(|_AREAS = )\s*\[([^\]]*)\]/g);
  return [...lists].flatMap(([, list = ""]) => [...list.matchAll(/"(\w+)"/g)].map(([, area = ""]) => area));
}

function layoutsAround(page: string): string[] {
  const folders = dirname(page).split("/");
  return folders
    .map((_, depth) => join(...folders.slice(0, depth + 1), "layout.tsx"))
    .concat("layout.tsx")
    .filter((path) => existsSync(join(root, path)));
}

test.each(globSync("**/page.tsx", { cwd: root }))("%s brings the words of all that it shows", (page) => {
  const files = [page, ...layoutsAround(page)];
  const given = files.flatMap(listGiven);
  for (const file of files) expect(given, file).toEqual(expect.arrayContaining([...listSaid(file, false)]));
});

/** The page whose folder a file of the interface is in. */
function findPage(path: string): string[] {
  const page = join(path.split("/_components/")[0] ?? "", "page.tsx");
  return existsSync(join(root, page)) ? [page] : [];
}

test("what is fetched later has its words, from the page or with it", () => {
  for (const path of globSync("(library)/**/_components/**/*.{ts,tsx}", { cwd: root })) {
    const page = findPage(path);
    const given = [...page, ...layoutsAround(page[0] ?? path)].flatMap(listGiven);
    for (const [, how, name = ""] of read(path).matchAll(/(withLateMessages\(\(\) => )?import\("([^"]+)"\)/g)) {
      const imported = resolveImport(path, name);
      const known = how ? [...given, ...Object.keys(late)] : given;
      const said = imported ? [...listSaid(imported, true)] : [];
      expect(known, `${path} fetches ${name}`).toEqual(expect.arrayContaining(said));
    }
  }
});
