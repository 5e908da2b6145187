import { expect, onTestFinished, test, vi } from "vitest";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { chooseTarget } from "./save-zip.ts";
import { markSpendable } from "./spent-bytes.ts";

speakHere({ language: "en", areas: en });

const toStream = (chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

/** Saves chunks as a browser does that writes files; returns what came into the file. */
async function save(chunks: Uint8Array[]): Promise<string> {
  const written: Buffer[] = [];
  const createWritable = async () =>
    new WritableStream<Uint8Array>({
      async write(chunk) {
        // A disk takes its time.
        await Promise.resolve();
        written.push(Buffer.from(chunk));
      },
    });
  vi.stubGlobal("window", { showSaveFilePicker: async () => ({ createWritable }) });
  onTestFinished(() => void vi.unstubAllGlobals());
  const zip = { failures: [], isCut: () => false, next: async () => toStream(chunks) };
  await (await chooseTarget("photos"))?.(zip, new AbortController().signal);
  return Buffer.concat(written).toString();
}

test("bytes of photos are given back once they are written, and nothing else is", async () => {
  const name = new TextEncoder().encode("name ");
  const photos = ["one ", "two "].map((text) => markSpendable(Uint8Array.from(Buffer.from(text))));
  const shared = Uint8Array.from(Buffer.from("three four "));
  const parts = [shared.subarray(0, 6), shared.subarray(6)].map(markSpendable);
  // A name is written twice: before the file and in the directory.
  expect(await save([name, ...photos, ...parts, name])).toBe("name one two three four name ");
  expect(photos.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
  expect(name.byteLength).toBe(5);
});

test("where the press is too long ago to ask for a file, the zip is saved in parts", async () => {
  const showSaveFilePicker = async () => {
    throw new DOMException("Must be handling a user gesture to show a file picker.", "SecurityError");
  };
  const saved: string[] = [];
  const link = {
    href: "",
    download: "",
    click() {
      saved.push(this.download);
    },
  };
  vi.stubGlobal("window", { showSaveFilePicker });
  vi.stubGlobal("document", { createElement: () => link });
  onTestFinished(() => void vi.unstubAllGlobals());
  const parts = ["one ", "two "].map((text) => toStream([Uint8Array.from(Buffer.from(text))]));
  const zip = { failures: [], isCut: () => false, next: async () => parts.shift() };
  await (await chooseTarget("photos"))?.(zip, new AbortController().signal);
  expect(saved).toEqual(["photos.zip", "photos (2).zip"]);
});
