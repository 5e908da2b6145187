import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bufferSource, withFileSource } from "./byte-source.ts";

const SIZE = 100_000;

test("a file is read as its bytes are, byte by byte, back and forth, in large pieces and up to its end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "skylight-source-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bytes = Buffer.from(Array.from({ length: SIZE }, (_, index) => (index * 31) % 251));
  const path = join(folder, "file");
  await writeFile(path, bytes);
  const inMemory = bufferSource(bytes);
  const reads = [
    ...Array.from({ length: SIZE / 7 }, (_, index) => [index * 7, 1]),
    [SIZE - 1, 1],
    [0, 4],
    [16_383, 2],
    [50_000, 40_000],
    [50_001, 3],
    [0, SIZE],
    [SIZE, 0],
    [SIZE - 1, 2],
    [-1, 1],
  ] as const;
  withFileSource(path, (source) => {
    expect(source.size).toBe(SIZE);
    const kept = source.read(0, 10);
    const differing = reads.filter(
      ([offset, length]) =>
        source.read(offset, length)?.toString("hex") !== inMemory.read(offset, length)?.toString("hex"),
    );
    expect(differing).toEqual([]);
    expect(kept).toEqual(bytes.subarray(0, 10));
  });
});
