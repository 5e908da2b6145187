import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/* What a first page brings at once is what its files import, but for types and what they fetch later. */

const root = join(import.meta.dirname, "../..");

function listImported(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const source = readFileSync(join(root, path), "utf8");
  for (const [, name = ""] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)) {
    const imported = /^#(?:app|lib)\//.test(name)
      ? name.slice(1)
      : name.startsWith(".")
        ? join(dirname(path), name)
        : "";
    if (existsSync(join(root, imported)) && imported !== "") listImported(normalize(imported), seen);
  }
  return seen;
}

/** The files that run in the browser: client components and all that they import. */
function listBrowserFiles(...pages: string[]): string[] {
  const all = new Set(pages.flatMap((page) => [...listImported(page)]));
  const isClient = (path: string) => readFileSync(join(root, path), "utf8").startsWith('"use client"');
  return [...new Set([...all].filter(isClient).flatMap((path) => [...listImported(path)]))];
}

test("the timeline brings no code of uploads, of imports or of the bars of a selection", () => {
  const files = listBrowserFiles(
    "app/(library)/layout.tsx",
    "app/(library)/(browse)/layout.tsx",
    "app/(library)/(browse)/page.tsx",
  );
  expect(files).toContain("app/(library)/_components/gallery/timeline.tsx");
  const late =
    /\/(?:uploading|upload-engine|upload-store|upload-panel|upload-row|selection-bar|image-actions)\.tsx?$|^lib\/(?:imports|images\/intake)/;
  expect(files.filter((path) => late.test(path))).toEqual([]);
});

test("a shared link brings the code of adding photos only where they can be added", () => {
  const files = listBrowserFiles("app/s/[token]/page.tsx", "app/s/layout.tsx");
  expect(files).toContain("app/s/[token]/_components/late-add-photos.tsx");
  expect(files.filter((path) => /\/(?:add-photos|guest-uploads|drop-zone)\.tsx?$/.test(path))).toEqual([]);
});
