import { recipe } from "#lib/images/recipe.ts";
import { readTotals } from "#lib/metrics/counter-repository.ts";
import { emptyPass, isActive, type RerenderRun } from "#lib/processing/rerender-run.ts";
import {
  changeRerender,
  createRerender,
  getNextRerenderNumber,
  listRerenders,
} from "#lib/processing/rerender-run-repository.ts";
import type { Services } from "#lib/services.ts";
import { DEFAULT_PACE } from "./pace.ts";

type StartServices = Pick<Services, "database">;

/**
 * Begins a re-render of the library by the recipe as it stands. Returns it, or undefined when one is under way: only
 * the newest can be, since each takes the next number and none begins before the newest has ended.
 */
export async function startRerender(
  { database }: StartServices,
  options: { isForced: boolean; pacePerMinute?: number | undefined; startedBy?: string | undefined },
  now: Date = new Date(),
): Promise<RerenderRun | undefined> {
  const [newest] = await listRerenders(database, 1);
  if (newest && isActive(newest)) return undefined;
  const run: RerenderRun = {
    number: await getNextRerenderNumber(database),
    recipeVersion: recipe.version,
    isForced: options.isForced,
    state: "running",
    pacePerMinute: options.pacePerMinute ?? DEFAULT_PACE,
    images: Math.max(0, (await readTotals(database)).images),
    startedAt: now.toISOString(),
    startedBy: options.startedBy,
    passNumber: 1,
    pass: emptyPass,
    sent: 0,
    completedBefore: 0,
  };
  return (await createRerender(database, run)) ? run : undefined;
}

/**
 * The re-render that is under way by the recipe as it stands, or undefined. Begins one when the recipe has changed
 * since the last one began; one that is under way by another recipe gives way.
 */
export async function startDueRerender(
  services: StartServices,
  now: Date = new Date(),
): Promise<RerenderRun | undefined> {
  const [newest] = await listRerenders(services.database, 1);
  if (newest?.recipeVersion === recipe.version) return isActive(newest) ? newest : undefined;
  if (newest && isActive(newest)) {
    await changeRerender(services.database, newest.number, (run) =>
      isActive(run)
        ? {
            ...run,
            state: "cancelled",
            note: `The recipe changed to ${recipe.version}.`,
            finishedAt: now.toISOString(),
          }
        : undefined,
    );
  }
  return startRerender(services, { isForced: false }, now);
}
