import { afterAll, beforeAll } from "vitest";
import { startTestServices, type TestServices } from "./test-services.ts";
import { startTestWorker, type TestWorker } from "./test-worker.ts";

/* What all tests of the file that calls these share; it is there from the first hook after them, and ends with the file. */

/** A local cloud and the use cases' services on it, with settings of the caller's where it names any. */
export function provideServices(environment?: Record<string, string>): Pick<TestServices, "services" | "cloud"> {
  const running = provide(() => startTestServices(environment));
  return {
    get services() {
      return running().services;
    },
    get cloud() {
      return running().cloud;
    },
  };
}

/** The worker on that cloud. */
export function provideWorker(world: Pick<TestServices, "cloud">): Omit<TestWorker, "stop"> {
  const running = provide(async () => startTestWorker(world.cloud));
  return {
    get services() {
      return running().services;
    },
    handle: (event) => running().handle(event),
  };
}

function provide<Part extends { stop(): Promise<void> }>(start: () => Promise<Part>): () => Part {
  let started: Part | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started?.stop());
  return () => {
    if (!started) throw new Error("Expected this to be used by a test or a hook");
    return started;
  };
}
