import { beforeEach, expect, test, vi } from "vitest";
import { problems, refusals } from "#app/_messages/en/problems.ts";
import { upload } from "#app/_messages/en/upload.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import type { ImageView } from "#lib/images/image-view.ts";
import { createUploadEngine } from "./upload-engine.ts";
import { createUploadStore, type UploadItem, type UploadStore } from "./upload-store.ts";

/* The engine with its own sender and Uppy, over a network, a server and a session that tests take away. */

const OWNER = "ann";
const world = { isConnected: true, status: 201, sent: 0, isSignedIn: true, signedIn: OWNER };

beforeEach(() => {
  Object.assign(world, { isConnected: true, status: 201, sent: 0, isSignedIn: true, signedIn: OWNER });
  speakHere({ language: "en", areas: { upload, problems, refusals: refusals as Record<string, string> } });
  vi.stubGlobal("window", Object.assign(new EventTarget(), { navigator: { onLine: true } }));
  vi.stubGlobal("Worker", StubWorker);
  vi.stubGlobal("XMLHttpRequest", StubRequest);
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
    if (!world.isConnected) throw new TypeError("Failed to fetch");
    const isOwner = world.isSignedIn && (headers["skylight-user"] ?? world.signedIn) === world.signedIn;
    const body = { image: { id: "image" } as ImageView, upload: { url: "https://storage/", headers: {} } };
    return Response.json(body, { status: isOwner ? world.status : 401 });
  });
});

/** Answers every request for a hash immediately. */
class StubWorker extends EventTarget {
  postMessage({ id }: { id: number }): void {
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: { id, sha256: "0".repeat(64) } })));
  }
}

/** Storage that takes whatever reaches it. */
class StubRequest {
  status = 0;
  readonly upload = {};
  onload?: () => void;
  onerror?: () => void;
  open(): void {}
  setRequestHeader(): void {}
  abort(): void {}
  send(): void {
    setImmediate(() => {
      if (!world.isConnected) return this.onerror?.();
      this.status = 200;
      world.sent += 1;
      this.onload?.();
    });
  }
}

function addFiles(store: UploadStore, count: number): void {
  const content = new Blob(["bytes"]);
  const items = Array.from({ length: count }, (_, index): UploadItem => {
    const name = `${index}.jpg`;
    const file = { name, size: content.size, type: "image/jpeg" };
    return { key: name, file, content, path: name, contentType: "image/jpeg", phase: "waiting", sentBytes: 0 };
  });
  store.add(items);
}

function startUploads(count: number): UploadStore {
  const store = createUploadStore();
  addFiles(store, count);
  const engine = createUploadEngine(store, {
    owner: OWNER,
    onStored: () => undefined,
    isSignedIn: async () => world.isSignedIn && world.signedIn === OWNER,
  });
  engine.start();
  return store;
}

const arrived = (store: UploadStore) => store.list(["processing"], Number.POSITIVE_INFINITY).length;

async function measureCpu(act: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test("of 20,000 files the first arrive at once, and each costs as much as one of 2,000", {
  timeout: 60_000,
}, async () => {
  const begin = async (count: number) => {
    const store = startUploads(count);
    await vi.waitFor(() => expect(arrived(store)).toBeGreaterThan(count / 100), { timeout: 30_000, interval: 5 });
    world.isConnected = false;
    return store;
  };
  await begin(200);
  world.isConnected = true;
  const few = await measureCpu(() => begin(2_000));
  world.isConnected = true;
  const many = await measureCpu(() => begin(20_000));
  expect(many / few).toBeLessThan(12);
});

test("uploads wait while offline and resume when the network is back", async () => {
  world.isConnected = false;
  const store = startUploads(6);
  await vi.waitFor(() => expect(store.snapshot().heldBy).toBe("connection"));
  expect(store.snapshot().counts).toMatchObject({ waiting: 6, failed: 0 });
  world.isConnected = true;
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(arrived(store)).toBe(6));
  await vi.waitFor(() => expect(store.snapshot().heldBy).toBeUndefined());
});

test("a server that is away is asked until it is there, more than five times", { timeout: 20_000 }, async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  world.status = 503;
  const store = startUploads(3);
  for (let minute = 0; minute < 3; minute++) await vi.advanceTimersByTimeAsync(60_000);
  expect(store.snapshot()).toMatchObject({ heldBy: "connection", counts: { waiting: 3, failed: 0 } });
  world.status = 201;
  vi.useRealTimers();
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(arrived(store)).toBe(3));
});

test("a fault of the server that stays ends in a failure, and holds the others up no longer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  world.status = 500;
  const store = startUploads(1);
  for (let minute = 0; minute < 5; minute++) await vi.advanceTimersByTimeAsync(60_000);
  expect(store.snapshot().counts).toMatchObject({ waiting: 0, failed: 1 });
  vi.useRealTimers();
});

test("when the session has ended, uploads wait until the same person is signed in again", async () => {
  world.isSignedIn = false;
  const store = startUploads(5);
  await vi.waitFor(() => expect(store.snapshot().heldBy).toBe("session"));
  window.dispatchEvent(new Event("focus"));
  await new Promise(setImmediate);
  expect(store.snapshot().counts).toMatchObject({ waiting: 5, failed: 0 });
  world.isSignedIn = true;
  window.dispatchEvent(new Event("focus"));
  await vi.waitFor(() => expect(arrived(store)).toBe(5));
});

test("no file goes to another person who signed in in a second tab meanwhile", async () => {
  world.signedIn = "bob";
  const store = startUploads(5);
  await vi.waitFor(() => expect(store.snapshot().heldBy).toBe("session"));
  expect(world.sent).toBe(0);
  world.signedIn = OWNER;
  window.dispatchEvent(new Event("focus"));
  await vi.waitFor(() => expect(arrived(store)).toBe(5));
});

test("what is cancelled is not sent, and is when it is tried again", async () => {
  world.isConnected = false;
  const store = createUploadStore();
  addFiles(store, 8);
  const engine = createUploadEngine(store, {
    owner: OWNER,
    onStored: () => undefined,
    isSignedIn: async () => true,
  });
  engine.start();
  engine.cancel(Array.from({ length: 8 }, (_, index) => `${index}.jpg`));
  world.isConnected = true;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(world.sent).toBe(0);
  expect(store.list(["cancelled"], 10)).toHaveLength(8);
  store.change("3.jpg", { phase: "waiting" });
  engine.start();
  await vi.waitFor(() => expect(arrived(store)).toBe(1));
  expect(store.find("3.jpg")?.phase).toBe("processing");
});
