import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { heic } from "#tests/support/heic-factory.ts";
import { readHeifContainer } from "./heif-container.ts";
import { withoutAlphaInColours } from "./to-srgb.ts";

test("a HEIF file says whether its colours are multiplied by its transparency", async () => {
  const folder = await mkdtemp(join(tmpdir(), "skylight-premultiplied-"));
  const path = join(folder, "picture.heic");
  try {
    for (const premultiplied of [true, false]) {
      await writeFile(path, (await heic({ premultiplied, beside: "transparency" })).body);
      expect(await readHeifContainer(path)).toMatchObject({ isPremultiplied: premultiplied });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

const size = { width: 3, height: 1, channels: 4 } as const;

test("such colours become what they are without it", () => {
  const pixels = [60, 20, 0, 128, 200, 100, 50, 255, 0, 0, 0, 0];
  const expected = [120, 40, 0, 128, 200, 100, 50, 255, 0, 0, 0, 0];
  const bytes = { ...size, data: Buffer.from(pixels), bitsPerChannel: 8 } as const;
  expect([...withoutAlphaInColours(bytes, { isPremultiplied: true }).data]).toEqual(expected);
  expect(withoutAlphaInColours(bytes, { isPremultiplied: false })).toBe(bytes);

  const words = (values: number[]) => Buffer.from(Uint16Array.from(values, (value) => value * 257).buffer);
  const deep = { ...size, data: words(pixels), bitsPerChannel: 16 } as const;
  const { data } = withoutAlphaInColours(deep, { isPremultiplied: true });
  const differences = new Uint16Array(data.buffer, data.byteOffset, expected.length).map((value, at) =>
    Math.abs(value - (expected[at] ?? 0) * 257),
  );
  // 128 of 255 is a little more than a half.
  expect(Math.max(...differences)).toBeLessThan(257);
});
