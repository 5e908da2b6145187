import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { childProcessIds } from "#tests/support/child-processes.ts";
import { jpegWithExif, pngBomb, smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { createRenderer } from "#worker/renderer.ts";
import type { RenderLimits } from "#worker/sandbox/render-protocol.ts";

const MEBIBYTE = 1024 * 1024;
/** Decoding and shrinking this takes far longer than the limits that these tests set. */
const HEAVY_PIXELS = 5_000;

let folder: string;
let heavy: TestFile;
let light: TestFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-limits-"));
  heavy = pngBomb(HEAVY_PIXELS, HEAVY_PIXELS, HEAVY_PIXELS);
  light = await smallPhoto(1);
});
afterAll(() => rm(folder, { recursive: true }));

function startRenderer(limits: Partial<RenderLimits> = {}) {
  const before = new Set(childProcessIds());
  const renderer = createRenderer();
  return {
    renderer,
    processes: () => childProcessIds().filter((pid) => !before.has(pid)),
    /** `whileAtWork` is called each time a render process has begun to decode. */
    async render(file: TestFile, whileAtWork?: () => void) {
      const path = join(folder, file.fileName);
      await writeFile(path, file.body);
      const job = {
        path,
        limits: {
          maxPixels: 100_000_000,
          maxFrames: 1_000,
          animatedFrames: 100,
          timeoutMs: 20_000,
          maxMemoryBytes: 768 * MEBIBYTE,
          ...limits,
        },
        renditions: recipe.renditions,
      };
      return renderer.render(job, whileAtWork);
    },
  };
}

describe("a picture that takes too long", () => {
  test("is stopped for real, and the next one is rendered", async () => {
    const { renderer, render, processes } = startRenderer({ timeoutMs: 60 });
    await expect(render(heavy)).rejects.toMatchObject({ code: "timed_out" });
    await waitUntil("one new render process", () => processes().length === 1);
    await renderer.close();
    expect(processes()).toEqual([]);

    const patient = startRenderer();
    expect((await patient.render(light)).width).toBe(48);
    await patient.renderer.close();
  });
});

describe("a picture that takes too much memory", () => {
  test("is stopped, and the next one is rendered by a new process", async () => {
    const { renderer, render, processes } = startRenderer({ maxMemoryBytes: 90 * MEBIBYTE });
    const outcome = await render(await jpegWithExif(1, 9_000, 6_000)).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: "too_many_pixels" });
    await renderer.close();
    expect(processes()).toEqual([]);
  });
});

describe("a render process that crashes", () => {
  /** Ends the render process at work so many times, and remembers which it was. */
  function assassin(processes: () => number[], signal: NodeJS.Signals, times: number) {
    const victims: number[] = [];
    const strike = () => {
      const [victim] = processes();
      if (victim === undefined || victims.length >= times) return;
      victims.push(victim);
      process.kill(victim, signal);
    };
    return { victims, strike };
  }

  test("once is replaced, and the picture is rendered all the same", { tags: "long" }, async () => {
    const { renderer, render, processes } = startRenderer();
    const { victims, strike } = assassin(processes, "SIGSEGV", 1);
    expect((await render(heavy, strike)).width).toBe(HEAVY_PIXELS);
    expect(victims).toHaveLength(1);
    expect(processes()).not.toContain(victims[0]);
    await renderer.close();
  });

  test("twice over the same picture makes it corrupt, and the next one is rendered", async () => {
    const { renderer, render, processes } = startRenderer();
    const { victims, strike } = assassin(processes, "SIGSEGV", 2);
    await expect(render(heavy, strike)).rejects.toMatchObject({ code: "corrupt_image" });
    expect(new Set(victims).size).toBe(2);
    expect((await render(light)).width).toBe(48);
    await renderer.close();
  });

  test("by a signal from outside is our fault, not the picture's", async () => {
    const { renderer, render, processes } = startRenderer();
    const { strike } = assassin(processes, "SIGKILL", 2);
    await expect(render(heavy, strike)).rejects.toMatchObject({ name: "RendererError" });
    await renderer.close();
  });
});

test("closing ends a rendering that is under way", async () => {
  const { renderer, render, processes } = startRenderer();
  await render(light);
  const rendering = render(heavy).catch((error: unknown) => error);
  await renderer.close();
  expect(await rendering).toMatchObject({ name: "RendererError" });
  expect(processes()).toEqual([]);
});
