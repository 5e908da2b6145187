/**
 * What Node is started with to run the worker, here and in Lambda. Pictures stand outside of the JavaScript heap, so
 * that a small heap suffices; left alone, it would grow to several times what is in use before it is cleared up, and
 * memory rise from picture to picture. Sizes in MiB.
 */
export const workerNodeOptions = ["--max-semi-space-size=4", "--max-old-space-size=128"];

/**
 * What Node is started with to run the scheduled jobs in Lambda: pages of work that soon become garbage. Sizes in MiB.
 */
export const scheduledNodeOptions = ["--max-semi-space-size=4", "--max-old-space-size=192"];
