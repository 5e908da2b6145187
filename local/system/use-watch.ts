import type { DatabaseRequest } from "#local/cloud/json-service.ts";

/** How the web application names itself to the database. */
export const WEB_APPLICATION = "web";

/** The system counts as unused after this long in which nothing was changed. */
const QUIET_AFTER_MS = 5 * 60_000;

const READS = new Set(["GetItem", "BatchGetItem", "Query", "Scan", "DescribeTable"]);

/** Whether somebody uses the system, by what the web application asks of the database. */
export interface UseWatch {
  /** Is told of each request. */
  see(request: DatabaseRequest): void;
  isQuiet(): boolean;
}

/**
 * Only what is written counts: it alone makes work for the jobs, and people who look at photos write as well, now and
 * then, that they were here. A monitor that asks for health or figures reads, and would keep the system awake for ever.
 */
export function watchUse(): UseWatch {
  let lastUse = Date.now();
  return {
    see: ({ application, operation }) => {
      if (application === WEB_APPLICATION && !READS.has(operation)) lastUse = Date.now();
    },
    isQuiet: () => Date.now() - lastUse > QUIET_AFTER_MS,
  };
}
