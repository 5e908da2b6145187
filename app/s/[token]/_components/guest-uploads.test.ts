import { beforeEach, expect, test, vi } from "vitest";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import type { UploadLimits } from "#app/(library)/_components/upload/upload-limits.ts";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { createGuestUploads, type GuestFile } from "./guest-uploads.ts";

/* The uploads of a guest, over a network, a server and a storage that tests take away. */

interface World {
  isConnected: boolean;
  /** Answers of storage; 0 for none. */
  storage: number[];
  /** What the server refuses each file with, in turn; undefined takes it. */
  refusals: ({ status: number; code: string } | undefined)[];
  announced: number;
  /** Whether files can still be read, as they cannot once they have been moved. */
  isReadable: boolean;
}
const world: World = { isConnected: true, storage: [], refusals: [], announced: 0, isReadable: true };

const limits: UploadLimits = { maxBytes: 1_000_000, contentTypeByExtension };

beforeEach(() => {
  Object.assign(world, { isConnected: true, storage: [], refusals: [], announced: 0, isReadable: true });
  speakHere({ language: "en", areas: en });
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("Worker", StubWorker);
  vi.stubGlobal("XMLHttpRequest", StubRequest);
  vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) => {
    if (!world.isConnected) throw new TypeError("Failed to fetch");
    if (method === "GET") return Response.json({ upload: { id: "image", status: "ready" } });
    world.announced += 1;
    const refusal = world.refusals.shift();
    if (refusal) return Response.json({ ...refusal, detail: `Refused: ${refusal.code}.` }, { status: refusal.status });
    return Response.json({ id: `${path}/${world.announced}`, upload: { url: "https://storage/", headers: {} } });
  });
});

/** Answers every request for a hash immediately; its script comes over the network. */
class StubWorker extends EventTarget {
  readonly isLoaded = world.isConnected;
  postMessage({ id }: { id: number }): void {
    const data = world.isReadable ? { id, sha256: "0".repeat(64) } : { id, error: "NotReadableError" };
    const answer = new MessageEvent("message", { data });
    queueMicrotask(() => this.dispatchEvent(this.isLoaded ? answer : new Event("error")));
  }
}

class StubRequest extends EventTarget {
  status = 0;
  readonly upload = new EventTarget();
  open(): void {}
  setRequestHeader(): void {}
  send(): void {
    setImmediate(() => {
      this.status = world.isConnected ? (world.storage.shift() ?? 200) : 0;
      this.dispatchEvent(new Event("loadend"));
    });
  }
}

async function add(count: number) {
  let shown: { files: GuestFile[]; isOffline: boolean } = { files: [], isOffline: false };
  const uploads = createGuestUploads("token", limits, (files, isOffline) => {
    shown = { files, isOffline };
  });
  const chosen = Array.from({ length: count }, (_, index) => {
    const file = new File([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, index)], `${index}.jpg`, { type: "image/jpeg" });
    return { file, path: file.name };
  });
  await uploads.add(chosen, "Anna");
  const countOf = (...phases: GuestFile["phase"][]) => shown.files.filter(({ phase }) => phases.includes(phase)).length;
  return { uploads, countOf, shown: () => shown };
}

test("photos wait while there is no network, and continue once there is", async () => {
  world.isConnected = false;
  const { countOf, shown } = await add(5);
  expect([countOf("waiting"), shown().isOffline]).toEqual([5, true]);
  world.isConnected = true;
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(countOf("processing", "added")).toBe(5));
  expect(shown().isOffline).toBe(false);
});

test("a photo whose sending breaks off is sent again, and a busy server is asked again", async () => {
  world.storage = [0, 503];
  world.refusals = [undefined, { status: 503, code: "unavailable" }];
  const { countOf } = await add(3);
  await vi.waitFor(() => expect(countOf("processing", "added")).toBe(3), { timeout: 10_000 });
  expect(countOf("failed", "refused")).toBe(0);
});

test("a photo that is gone while it is sent is refused, and does not wait for ever", async () => {
  world.storage = [0];
  const { countOf, shown } = await add(1);
  world.isReadable = false;
  await vi.waitFor(() => expect(countOf("refused")).toBe(1), { timeout: 10_000 });
  expect(shown().files[0]?.problem).toMatch(/^The file could not be read/);
  expect(world.announced).toBe(1);
});

test.each([
  ["not_found", 404, 1, "This link doesn't work"],
  ["share_locked", 401, 1, "Refused: share_locked."],
  ["share_full", 409, 5, "Refused: share_full."],
  ["quota_exceeded", 409, 5, "The library that photos are added to here is full."],
  ["storage_full", 507, 5, "Refused: storage_full."],
])(
  "after %s the remaining photos are not offered one by one, and can be retried",
  async (code, status, most, problem) => {
    world.refusals = Array.from({ length: most }, () => ({ status, code }));
    const { uploads, countOf, shown } = await add(40);
    expect([world.announced, countOf("failed")]).toEqual([most, 40]);
    expect(new Set(shown().files.map((file) => file.problem))).toEqual(new Set([problem]));
    uploads.retry();
    await vi.waitFor(() => expect(countOf("processing", "added")).toBe(40));
  },
);

test("where one photo does not fit any more, others that do are still taken", async () => {
  const full = { status: 409, code: "share_full" };
  world.refusals = [full, undefined, full, full, full, full, undefined];
  const { countOf } = await add(8);
  await vi.waitFor(() => expect([countOf("failed"), countOf("processing", "added")]).toEqual([5, 3]));
});
