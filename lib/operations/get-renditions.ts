import type { z } from "zod";
import { contentTypeOfRendition, type RenditionRecipe, recipe } from "#lib/images/recipe.ts";
import { readCounts, readTotals } from "#lib/metrics/counter-repository.ts";
import { addUp } from "#lib/metrics/counters.ts";
import { periods, toBuckets } from "#lib/metrics/time-bucket.ts";
import { pendingCount, type RerenderRun, toProgress } from "#lib/processing/rerender-run.ts";
import { listRerenderFailures, listRerenders, readRerenderProgress } from "#lib/processing/rerender-run-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { awsPrices } from "./aws-prices.ts";
import { estimateRerenderCost } from "./estimate-cost.ts";
import type { renditionsSchema, rerenderFailureViewSchema, rerenderSchema } from "./renditions-api.ts";

export type RenditionsView = z.infer<typeof renditionsSchema>;
export type RerenderView = z.infer<typeof rerenderSchema>;
export type RerenderFailureView = z.infer<typeof rerenderFailureViewSchema>;

const RUNS_SHOWN = 10;
/** What rendering a picture takes where nothing was measured yet; the mean of `npm run bench`. */
const USUAL_RENDER_MS = 300;

/** The recipe, what rendering everything again would cost, and how the newest re-renders are doing. */
export async function getRenditions(services: Services, now: Date = new Date()): Promise<RenditionsView> {
  const { database, queue } = services;
  const [totals, queueMessages, runs, month] = await Promise.all([
    readTotals(database),
    countMessages(queue),
    listRerenders(database, RUNS_SHOWN),
    readCounts(database, periods.month.granularity, toBuckets("month", now)),
  ]);
  const images = Math.max(0, totals.images);
  const { renderMs = 0, ready = 0, rerendered = 0 } = addUp(month);
  const lines = estimateRerenderCost({
    images,
    renderMsPerImage: ready + rerendered > 0 ? renderMs / (ready + rerendered) : USUAL_RENDER_MS,
  });
  return {
    recipe: {
      version: recipe.version,
      renditions: (Object.entries(recipe.renditions) as [string, RenditionRecipe][]).map(
        ([name, { width, height, fit, quality, animated, onlyFor }]) => ({
          name,
          width,
          height,
          fit,
          contentType: contentTypeOfRendition(name),
          onlyFor: onlyFor && [...onlyFor],
          quality,
          isAnimated: animated,
        }),
      ),
    },
    images,
    queueMessages,
    estimate: {
      images,
      dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
      lines,
      pricesAsOf: awsPrices.asOf,
      region: awsPrices.region,
    },
    rerenders: await Promise.all(runs.map((run) => viewRerender(services, run))),
  };
}

/** A re-render with what became of its images so far. */
export async function viewRerender({ database }: Pick<Services, "database">, run: RerenderRun): Promise<RerenderView> {
  const progress = await readRerenderProgress(database, run.number);
  const { done, total } = toProgress(run, progress);
  return {
    number: run.number,
    recipeVersion: run.recipeVersion,
    isForced: run.isForced,
    state: run.state,
    note: run.note,
    pacePerMinute: run.pacePerMinute,
    startedAt: run.startedAt,
    startedBy: run.startedBy,
    finishedAt: run.finishedAt,
    passNumber: run.passNumber,
    done,
    total,
    rendered: progress.rendered,
    // The worker counts as it goes; the last pass has looked at every image.
    failed: run.state === "done" ? run.pass.failed : progress.failed,
    waiting: run.state === "done" ? 0 : pendingCount(run, progress),
    ...(run.state === "running" ? { secondsLeft: Math.ceil(((total - done) / run.pacePerMinute) * 60) } : {}),
  };
}

/** A page of the images that a re-render could not render, latest first. @throws AppError `invalid_cursor` */
export async function listFailuresOfRerender(
  { database }: Pick<Services, "database">,
  query: { run: number; limit: number; cursor?: string | undefined },
): Promise<{ failures: RerenderFailureView[]; nextCursor: string | undefined }> {
  const { images, nextCursor } = await listRerenderFailures(database, query);
  return {
    failures: images.flatMap(({ ownerId, id, fileName, contentType, rerenderFailure }) =>
      rerenderFailure
        ? [
            {
              ownerId,
              imageId: id,
              fileName,
              contentType,
              failedAt: rerenderFailure.at,
              code: rerenderFailure.code,
              message: rerenderFailure.message,
            },
          ]
        : [],
    ),
    nextCursor,
  };
}
