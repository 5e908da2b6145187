import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { childProcessIds } from "#tests/support/child-processes.ts";
import { pngBomb, smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { commandLine } from "#tests/support/process-tree.ts";
import type { Renderer } from "./renderer.ts";
import { createRendererPool } from "./renderer-pool.ts";

/** Takes far longer than a small picture, and 0.17 of what a PNG may have. */
const HEAVY_PIXELS = 5_000;
/** For one heavy picture and small ones. */
const ROOM_FOR_ONE = 0.2;
const limits = {
  maxPixels: 100_000_000,
  maxFrames: 1_000,
  animatedFrames: 100,
  timeoutMs: 20_000,
  maxMemoryBytes: 768 * 1024 * 1024,
};

let folder: string;
const paths = { heavy: "", small: "" };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-pool-"));
  const files: Record<keyof typeof paths, TestFile> = {
    heavy: pngBomb(HEAVY_PIXELS, HEAVY_PIXELS, HEAVY_PIXELS),
    small: await smallPhoto(1),
  };
  for (const name of ["heavy", "small"] as const) {
    paths[name] = join(folder, name);
    await writeFile(paths[name], files[name].body);
  }
});
afterAll(() => rm(folder, { recursive: true }));

let pool: Renderer;
afterEach(() => pool.close());

const renderProcesses = () => childProcessIds().filter((pid) => commandLine(pid).includes("render-process"));

/** Has so many processes start and end a picture, so that the next ones begin at once. */
async function startAll(processes: number): Promise<void> {
  const { render } = createDiary();
  while (renderProcesses().length < processes)
    await Promise.all(Array.from({ length: processes }, () => render("small", "warm-up")));
}

/** Renders a picture and writes down, under a name, when it is about to be decoded and when that is done. */
function createDiary() {
  const entries: string[] = [];
  return {
    entries,
    async render(file: keyof typeof paths, name: string, whenLookedAt = () => {}, more: Partial<typeof limits> = {}) {
      const job = { path: paths[file], limits: { ...limits, ...more }, renditions: recipe.renditions };
      const picture = await pool.render(job, () => {
        entries.push(`${name} begins`);
        whenLookedAt();
      });
      entries.push(`${name} ends`);
      return picture;
    },
  };
}

/** Whether nothing of a diary begins before what began before it ended. */
function isOneAfterTheOther(entries: string[]): boolean {
  return entries.every((entry, index) =>
    index % 2 === 0 ? entry.endsWith(" begins") : entry === entries[index - 1]?.replace("begins", "ends"),
  );
}

describe("several render processes", { timeout: 60_000 }, () => {
  test("decode pictures at the same time, and one process does when one picture comes after the other", async () => {
    pool = createRendererPool({ processes: 2 });
    const { render, entries } = createDiary();
    await render("small", "first");
    await render("small", "second");
    expect(renderProcesses()).toHaveLength(1);
    await startAll(2);
    entries.length = 0;
    await Promise.all([render("heavy", "a"), render("heavy", "b"), render("small", "c")]);
    expect(entries.slice(0, 2).sort()).toEqual(["a begins", "b begins"]);
    expect(renderProcesses()).toHaveLength(2);
  });

  test("hold no more than there is room for; small pictures pass the one that waits, and it comes next", async () => {
    pool = createRendererPool({ processes: 3, room: ROOM_FOR_ONE });
    const { render, entries } = createDiary();
    await startAll(3);
    const large = [render("heavy", "a"), render("heavy", "b")];
    const largeEntries = () => entries.filter((entry) => !entry.startsWith("small"));
    let smallOnes = 0;
    while (largeEntries().length < 3) await render("small", `small ${smallOnes++}`);
    await Promise.all(large);
    expect(isOneAfterTheOther(largeEntries())).toBe(true);
    expect(entries.indexOf("small 0 ends")).toBeLessThan(entries.indexOf(largeEntries()[1] as string));
  });

  test("give a picture that is larger than the room all of it", async () => {
    pool = createRendererPool({ processes: 2, room: 0.1 });
    const { render, entries } = createDiary();
    await Promise.all([render("small", "small"), render("heavy", "a"), render("heavy", "b")]);
    expect(isOneAfterTheOther(entries)).toBe(true);
  });

  test("do not disturb each other by crashing", async () => {
    pool = createRendererPool({ processes: 2 });
    const { render, entries } = createDiary();
    await startAll(2);
    const [victim] = renderProcesses();
    const crashWhenBothAreAtWork = () => {
      if (entries.length === 2) process.kill(victim as number, "SIGSEGV");
    };
    const pictures = ["a", "b"].map((name) => render("heavy", name, crashWhenBothAreAtWork));
    expect((await Promise.all(pictures)).map(({ width }) => width)).toEqual([HEAVY_PIXELS, HEAVY_PIXELS]);
    expect(renderProcesses()).not.toContain(victim);
    // The one that crashed began again.
    expect(entries.filter((entry) => entry.endsWith("begins"))).toHaveLength(3);
  });

  // renderer.test.ts has one that rests.
  test("all end when they rest, and start again with the next picture", { tags: "long" }, async () => {
    pool = createRendererPool({ processes: 2 });
    const { render } = createDiary();
    await Promise.all([render("small", "a"), render("small", "b")]);
    expect(renderProcesses()).toHaveLength(2);
    await pool.rest();
    expect(renderProcesses()).toEqual([]);
    await expect(render("small", "c")).resolves.toHaveProperty("width");
  });

  test("all end when the pool is closed, and nothing of what waits is forgotten", async () => {
    pool = createRendererPool({ processes: 2, room: ROOM_FOR_ONE });
    const { render } = createDiary();
    const begun = Promise.withResolvers<void>();
    const pictures = ["a", "b", "c"].map((name) => render("heavy", name, begun.resolve));
    const outcomes = Promise.allSettled(pictures);
    await begun.promise;
    await pool.close();
    const failed = (await outcomes).filter(({ status }) => status === "rejected");
    // The first may have ended just then.
    expect(failed.length).toBeGreaterThanOrEqual(2);
    for (const outcome of failed) expect(outcome).toMatchObject({ reason: { name: "RendererError" } });
    expect(renderProcesses()).toEqual([]);
  });
});

describe("render processes of lower priority", { timeout: 60_000 }, () => {
  const priority = constants.priority.PRIORITY_BELOW_NORMAL;

  test("have it in all their threads", async () => {
    pool = createRendererPool({ processes: 1, priority });
    await createDiary().render("small", "a");
    const [pid] = renderProcesses();
    const niceness = readdirSync(`/proc/${pid}/task`).map((thread) => {
      const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1").split(") ").at(-1)?.split(" ");
      return Number(fields?.[16]);
    });
    expect(new Set(niceness)).toEqual(new Set([priority]));
  });

  test("may take longer than the limit while others have the processor, but not for ever", async () => {
    pool = createRendererPool({ processes: 1, priority });
    const { render } = createDiary();
    await render("small", "warm-up");
    const [pid] = renderProcesses();
    const stopped = render("small", "stopped", undefined, { timeoutMs: 1_000 });
    process.kill(pid as number, "SIGSTOP");
    await setTimeout(1_500);
    process.kill(pid as number, "SIGCONT");
    await expect(stopped).resolves.toHaveProperty("width");
    const hanging = render("small", "hanging", undefined, { timeoutMs: 200 });
    process.kill(pid as number, "SIGSTOP");
    await expect(hanging).rejects.toMatchObject({ code: "timed_out" });
  });
});
