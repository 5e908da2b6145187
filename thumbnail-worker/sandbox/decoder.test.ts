import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { svgWithScript } from "#tests/support/image-factory.ts";
import { openHeader } from "./decoder.ts";

test.each([
  ["an SVG", svgWithScript()],
  ["a PDF", Buffer.from("%PDF-1.4\n%%EOF")],
  ["a PPM", Buffer.from("P3 1 1 255 0 0 0")],
  ["a CSV matrix", Buffer.from("1,2\n3,4\n")],
])("libvips itself refuses %s", async (_, body) => {
  const folder = await mkdtemp(join(tmpdir(), "skylight-decoder-"));
  const path = join(folder, "file.svg");
  await writeFile(path, body);
  await expect(openHeader(path, { lenient: false, unlimited: false }).metadata()).rejects.toThrow(
    "unsupported image format",
  );
  await rm(folder, { recursive: true });
});
