import { expect, test } from "vitest";
import { pickRenderProcesses, pickWebProcesses, usableMemory } from "./settings.ts";

const GIBIBYTE = 1024 ** 3;
/** What Node reports where there is no limit. */
const NO_LIMIT = 2 ** 64;

test.each([
  { cores: 1, memory: 64, processes: 1 },
  { cores: 2, memory: 64, processes: 1 },
  { cores: 8, memory: 64, processes: 4 },
  { cores: 8, memory: 2.5, processes: 2 },
  { cores: 8, memory: 0.5, processes: 1 },
])("$cores cores and $memory GB render $processes at a time", ({ cores, memory, processes }) => {
  expect(pickRenderProcesses(cores, memory * GIBIBYTE)).toBe(processes);
});

test.each([
  { cores: 1, memory: 64, processes: 1 },
  { cores: 2, memory: 64, processes: 2 },
  { cores: 8, memory: 64, processes: 4 },
  { cores: 8, memory: 2.5, processes: 2 },
  { cores: 8, memory: 0.5, processes: 1 },
])("pages are made by up to $processes on $cores cores and $memory GB", ({ cores, memory, processes }) => {
  expect(pickWebProcesses(cores, memory * GIBIBYTE)).toBe(processes);
});

test.each([
  { limit: GIBIBYTE, usable: GIBIBYTE },
  { limit: NO_LIMIT, usable: 64 * GIBIBYTE },
  { limit: 0, usable: 64 * GIBIBYTE },
])("of a machine of 64 GB and a limit of $limit bytes, $usable are usable", ({ limit, usable }) => {
  expect(usableMemory(64 * GIBIBYTE, limit)).toBe(usable);
});
