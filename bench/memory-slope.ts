import { anonymousBytes, residentBytes } from "#tests/support/child-processes.ts";
import { median } from "./statistics.ts";

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 ** 2;

interface Sample {
  minutes: number;
  megabytes: number;
  anonymousMb: number;
}

export interface MemoryWatch {
  /** Notes what each process holds now. @throws Error when one has ended */
  look(): void;
  /**
   * Growth of each process, megabytes an hour; `anonymous` is without pages of files, which the system takes back when
   * it needs them.
   */
  slopes(what?: "resident" | "anonymous"): Record<string, number>;
  /** The middle of what each process held. */
  megabytes(): Record<string, number>;
  /** The least of each minute. */
  minutesMb(): Record<string, number[]>;
}

/** Watches what processes hold, each by a name of its own. */
export function watchMemory(processes: Record<string, number>): MemoryWatch {
  const samples: Record<string, Sample[]> = Object.fromEntries(Object.keys(processes).map((name) => [name, []]));
  const startedAt = performance.now();
  const each = <T>(value: (seen: Sample[]) => T) =>
    Object.fromEntries(Object.entries(samples).map(([name, seen]) => [name, value(seen)]));
  return {
    look: () => {
      for (const [name, pid] of Object.entries(processes)) {
        const megabytes = residentBytes(pid) / MEBIBYTE;
        if (megabytes === 0) throw new Error(`${name} (process ${pid}) ended meanwhile`);
        const minutes = (performance.now() - startedAt) / MINUTE_MS;
        samples[name]?.push({ minutes, megabytes, anonymousMb: anonymousBytes(pid) / MEBIBYTE });
      }
    },
    slopes: (what = "resident") =>
      each((seen) => round(slopePerHour(seen, what === "resident" ? "megabytes" : "anonymousMb"))),
    megabytes: () => each((seen) => round(median(seen.map(({ megabytes }) => megabytes)))),
    minutesMb: () => each((seen) => leastOfMinutes(seen, "megabytes").map(({ least }) => round(least))),
  };
}

/**
 * What memory grows by. A process's memory goes up and down with its collector, so the least of each minute counts, and
 * of the slopes between all pairs of minutes the median (Theil and Sen), which a single step does not move.
 */
function slopePerHour(samples: Sample[], what: "megabytes" | "anonymousMb"): number {
  const minutes = leastOfMinutes(samples, what);
  const slopes = minutes.flatMap((one, index) =>
    minutes.slice(index + 1).map((other) => (other.least - one.least) / (other.minute - one.minute)),
  );
  return median(slopes) * 60;
}

function leastOfMinutes(samples: Sample[], what: "megabytes" | "anonymousMb"): { minute: number; least: number }[] {
  return [...Map.groupBy(samples, (sample) => Math.floor(sample.minutes)).entries()].map(([minute, seen]) => ({
    minute,
    least: Math.min(...seen.map((sample) => sample[what])),
  }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
