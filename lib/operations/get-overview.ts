import type { z } from "zod";
import { failureCodes } from "#lib/images/failure.ts";
import { countOpenImages, findOldestProcessing } from "#lib/images/open-images.ts";
import { getIntegrity } from "#lib/integrity/manage-integrity.ts";
import type { IntegrityRun } from "#lib/integrity/walk-state.ts";
import { toActiveUsers } from "#lib/metrics/active-users.ts";
import { readCounts, readTotals, type Totals } from "#lib/metrics/counter-repository.ts";
import { addUp, type Counts, failuresByCode, readyTimeQuantile } from "#lib/metrics/counters.ts";
import { type Period, periods, toBuckets } from "#lib/metrics/time-bucket.ts";
import { countDeadLetters, countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { awsPrices } from "./aws-prices.ts";
import { checkHealth } from "./check-health.ts";
import { estimateCost } from "./estimate-cost.ts";
import type { overviewSchema } from "./overview-api.ts";
import { listOpenFailureGroups } from "./view-processing.ts";

export type Overview = z.infer<typeof overviewSchema>;

/** How everything is doing, from counters that were kept: nothing is counted by reading what is stored. */
export async function getOverview(services: Services, period: Period, now: Date = new Date()): Promise<Overview> {
  const { database } = services;
  const { granularity } = periods[period];
  const starts = toBuckets(period, now);
  const [parts, hours, days, totals, health, queue, { runs, patrol }] = await Promise.all([
    readCounts(database, granularity, starts),
    period === "day" ? undefined : readCounts(database, periods.day.granularity, toBuckets("day", now)),
    period === "month" ? undefined : readCounts(database, periods.month.granularity, toBuckets("month", now)),
    readTotals(database),
    checkHealth(services),
    getQueueState(services, now),
    getIntegrity(services),
  ]);
  const sum = addUp(parts);
  return {
    period,
    at: now.toISOString(),
    sums: {
      uploads: sum.uploads ?? 0,
      uploadedBytes: sum.uploadedBytes ?? 0,
      ready: sum.ready ?? 0,
      failed: sum.failed ?? 0,
      attemptsFailed: sum.attemptsFailed ?? 0,
      registrations: sum.registrations ?? 0,
      signIns: sum.signIns ?? 0,
      signInFailures: sum.signInFailures ?? 0,
      mostActiveUsers: Math.max(0, ...parts.map(({ activeUsers = 0 }) => activeUsers)),
    },
    activeUsers: toActiveUsers(hours ?? parts, days ?? parts, now),
    failures: failuresByCode(sum, failureCodes),
    readyTimeMs: { p50: readyTimeQuantile(sum, 0.5), p95: readyTimeQuantile(sum, 0.95) },
    parts: parts.map((counts, index) => ({
      start: starts[index] ?? "",
      uploads: counts.uploads ?? 0,
      uploadedBytes: counts.uploadedBytes ?? 0,
      ready: counts.ready ?? 0,
      failed: counts.failed ?? 0,
      activeUsers: counts.activeUsers ?? 0,
      readyTimeP50Ms: readyTimeQuantile(counts, 0.5),
      readyTimeP95Ms: readyTimeQuantile(counts, 0.95),
    })),
    totals,
    queue,
    health,
    integrity: lastResult(runs),
    patrol: patrol && { at: patrol.at, findings: patrol.findings.length },
    cost: estimateMonth(addUp(days ?? parts), totals),
  };
}

async function getQueueState(services: Services, now: Date): Promise<Overview["queue"]> {
  const [messages, deadLetters, open, oldest, groups] = await Promise.all([
    countMessages(services.queue),
    countDeadLetters(services.queue),
    countOpenImages(services.database),
    findOldestOpen(services, now),
    listOpenFailureGroups(services),
  ]);
  return {
    messages,
    deadLetters,
    uploading: open.uploading,
    processing: open.processing,
    openFailures: groups.reduce((sum, { count }) => sum + count, 0),
    oldestSeconds: oldest,
  };
}

/** How long the oldest image that is being processed has been so, seconds. */
async function findOldestOpen({ database }: Services, now: Date): Promise<number> {
  const oldest = await findOldestProcessing(database);
  return oldest === undefined ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(oldest)) / 1000));
}

function lastResult(runs: IntegrityRun[]): Overview["integrity"] {
  const last = runs.find(({ finishedAt }) => finishedAt !== undefined);
  if (!last?.finishedAt) return undefined;
  const total = (counts: IntegrityRun["counts"]) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { checkedAt: last.finishedAt, findings: total(last.counts) - total(last.repaired) };
}

function estimateMonth(month: Counts, totals: Totals): Overview["cost"] {
  const lines = estimateCost({
    storedBytes: Math.max(0, totals.bytes),
    renditionShare: month.uploadedBytes ? (month.renditionBytes ?? 0) / month.uploadedBytes : 0,
    images: Math.max(0, totals.images),
    uploads: month.uploads ?? 0,
    renderMs: month.renderMs ?? 0,
  });
  return {
    dollarsPerMonth: lines.reduce((sum, { dollars }) => sum + dollars, 0),
    lines,
    pricesAsOf: awsPrices.asOf,
    region: awsPrices.region,
  };
}
