import type { Counts } from "./counters.ts";
import { granularities } from "./time-bucket.ts";

/** How many users signed in or uploaded within the last hour, day and 30 days. */
export interface ActiveUsers {
  /** Estimated: of those last seen in the hour before this one, as large a part as of it lies within 60 minutes. */
  hour: number;
  /** Within this hour and the 23 before. */
  day: number;
  /** Today and on the 29 days before. */
  month: number;
}

/** Adds up from the counts of 24 hours and 30 days, oldest first; the last of each is going on. */
export function toActiveUsers(hours: Counts[], days: Counts[], now: Date): ActiveUsers {
  const { ms } = granularities.hour;
  const [hourBefore = 0, thisHour = 0] = hours.slice(-2).map(lastSeen);
  const partOfHourBefore = 1 - (now.getTime() % ms) / ms;
  return {
    hour: Math.round(thisHour + partOfHourBefore * hourBefore),
    day: sum(hours),
    month: sum(days),
  };
}

function sum(spans: Counts[]): number {
  return spans.reduce((total, counts) => total + lastSeen(counts), 0);
}

/** Never below none, should a process have died between two counters. */
function lastSeen({ lastSeenUsers = 0 }: Counts): number {
  return Math.max(0, lastSeenUsers);
}
