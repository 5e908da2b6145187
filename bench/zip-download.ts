import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type CDPSession, chromium } from "@playwright/test";
import { build } from "esbuild";
import { chromiumArguments, findChromium } from "#tests/support/find-chromium.ts";

const FILES = 2_000;
const FILE_BYTES = 2 * 1024 ** 2;
const SAMPLE_MS = 200;
const MEBIBYTE = 1024 ** 2;
const HEAP_GOAL_MB = 100;

/** What the page does: the application's own way from addresses of files to the file that was chosen. */
const PAGE_SCRIPT = `
  import { chooseTarget } from "./app/_components/download/save-zip.ts";
  import { zipPhotos } from "./app/_components/download/zip-photos.ts";
  import { download } from "./app/_messages/en/download.ts";
  import { speakHere } from "./app/_messages/messages-provider.tsx";
  speakHere({ language: "en", areas: { download } });
  async function* list(files) {
    for (let at = 0; at < files; at++)
      yield { href: "/file/" + at, fileName: "photo.jpg", takenAt: "2024-05-01T10:00:00", folder: "2024-05" };
  }
  window.saveZip = async (files) => {
    let bytes = 0;
    const createWritable = async () => new WritableStream({ write: (chunk) => { bytes += chunk.byteLength; } });
    window.showSaveFilePicker = async () => ({ createWritable });
    const { signal } = new AbortController();
    const zip = zipPhotos({ photos: list(files), signal, onProgress: () => {} });
    await (await chooseTarget("photos"))(zip, signal);
    return { bytes, failures: zip.failures.length };
  };
`;

/**
 * The most memory of scripts in Chromium while 2,000 files of together 4 GB become a zip; what is written is counted.
 */
export async function measureZip(files = FILES): Promise<Record<string, number>> {
  const bundle = await build({
    stdin: { contents: PAGE_SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    format: "esm",
    write: false,
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const file = Buffer.alloc(FILE_BYTES, "photo");
  const server = createServer(({ url }, response) => {
    if (url?.startsWith("/file/")) response.end(file);
    else if (url === "/script.js") response.setHeader("content-type", "text/javascript").end(script);
    else response.setHeader("content-type", "text/html").end('<script type="module" src="/script.js"></script>');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath: findChromium() ?? "", args: chromiumArguments });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("window.saveZip");
    const startedAt = performance.now();
    const saving = page.evaluate(`window.saveZip(${files})`) as Promise<{ bytes: number; failures: number }>;
    const highest = await watchMemory(await page.context().newCDPSession(page), saving);
    const { bytes, failures } = await saving;
    const seconds = (performance.now() - startedAt) / 1_000;
    if (failures > 0 || bytes < files * FILE_BYTES) throw new Error(`Expected all files but ${failures} failed`);
    console.log(`${files} files, ${Math.round(bytes / MEBIBYTE)} MB: at most ${highest} MB, goal ≤ ${HEAP_GOAL_MB} MB`);
    return { zipHeapMb: highest, zipMbPerSecond: Math.round(bytes / MEBIBYTE / seconds) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** The most that objects and buffers of scripts took together until `work` ended, MB. */
async function watchMemory(session: CDPSession, work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  let highest = 0;
  while (!isDone) {
    const usage = await session.send("Runtime.getHeapUsage");
    highest = Math.max(highest, usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize);
    await sleep(SAMPLE_MS);
  }
  return Math.round(highest / MEBIBYTE);
}
