import { awsPrices } from "./aws-prices.ts";

/** What one picture causes on its way from upload to ready, counted in the code. */
const perImage = {
  /** The original and three renditions. */
  s3Writes: 4,
  /** The worker fetches the original. */
  s3Reads: 1,
  /** Image, claim, usage twice, processing record, index entries. */
  databaseWrites: 21,
  databaseReads: 12,
  /** Sent, received, deleted. */
  queueRequests: 3,
} as const;

/** What rendering a stored picture again causes, counted in the code. */
const perRerender = {
  /** Three renditions; and two lists of what the old ones left, which cost as much as writes. */
  s3Writes: 5,
  /** The worker fetches the original. */
  s3Reads: 1,
  /** Image and index entries, when it changes over and when the old renditions are gone; record and progress. */
  databaseWrites: 24,
  databaseReads: 8,
  queueRequests: 3,
} as const;

/** What runs in a month whether or not anybody is there, as infra/ has it by default; a test compares the schedules. */
export const standing = {
  /**
   * Of all scheduled jobs; each takes a fifth of a second, says how many messages there are, and writes a sign of life.
   */
  jobRuns: 166_440,
  jobSeconds: 0.2,
  /** Of these, those of the integrity walk: the most that one reads, lists and takes. */
  walkRuns: 4_380,
  walkReads: 110,
  walkWrites: 2,
  walkListings: 3,
  walkSeconds: 1.5,
  /** Lambda asks the empty queue for messages. */
  queuePolls: 780_000,
  /** By the metrics that they are over. */
  alarms: 12,
  logBytesPerRun: 700,
} as const;

const GIBIBYTE = 1024 ** 3;
/** Image, claim, record and their index entries. */
const DATABASE_BYTES_PER_IMAGE = 8 * 1024;
/** What the function of the worker is given, gibibytes; see infra/variables.tf. */
const WORKER_GIBIBYTES = 1.73;
/** What the function of the scheduled jobs is given, gibibytes; see infra/modules/scheduler/main.tf. */
const JOBS_GIBIBYTES = 1;
/** A line each of web server and worker, and three of Lambda's own. */
const LOG_BYTES_PER_UPLOAD = 3_000;
/** Fetching and storing a picture, besides rendering it. */
const WORKER_OVERHEAD_MS = 300;

/** What was used within a month. */
export interface MonthlyUsage {
  /** Bytes of all originals stored now. */
  storedBytes: number;
  /** Bytes of renditions for each byte of originals. */
  renditionShare: number;
  images: number;
  uploads: number;
  renderMs: number;
}

export const costRows = [
  "storage",
  "storageRequests",
  "database",
  "backup",
  "queue",
  "rendering",
  "logs",
  "standing",
] as const;

export interface CostLine {
  what: (typeof costRows)[number];
  dollars: number;
}

/**
 * What this usage costs on AWS in a month, in US dollars at list prices without free tiers; docs/cost.md has the same
 * rows. Looking at pictures (requests, data transfer) is not in it, since it goes past the application.
 */
export function estimateCost(usage: MonthlyUsage): CostLine[] {
  const { uploads } = usage;
  const lambdaSeconds = (usage.renderMs + uploads * WORKER_OVERHEAD_MS) / 1000;
  const databaseGigabytes = (usage.images * DATABASE_BYTES_PER_IMAGE) / GIBIBYTE;
  const lines: Record<CostLine["what"], number> = {
    storage: ((usage.storedBytes * (1 + usage.renditionShare)) / GIBIBYTE) * awsPrices.s3GigabyteMonth,
    storageRequests:
      (uploads / 1_000) *
      (perImage.s3Writes * awsPrices.s3ThousandWrites + perImage.s3Reads * awsPrices.s3ThousandReads),
    database:
      (uploads / 1_000_000) *
        (perImage.databaseWrites * awsPrices.dynamoDbMillionWrites +
          perImage.databaseReads * awsPrices.dynamoDbMillionReads) +
      databaseGigabytes * awsPrices.dynamoDbGigabyteMonth,
    backup: databaseGigabytes * awsPrices.dynamoDbBackupGigabyteMonth,
    queue: ((uploads * perImage.queueRequests) / 1_000_000) * awsPrices.sqsMillionRequests,
    rendering:
      lambdaSeconds * WORKER_GIBIBYTES * awsPrices.lambdaGigabyteSecond +
      (uploads / 1_000_000) * awsPrices.lambdaMillionRequests,
    logs: ((uploads * LOG_BYTES_PER_UPLOAD) / GIBIBYTE) * awsPrices.logsGigabyte,
    standing: estimateStanding(),
  };
  return Object.entries(lines).map(([what, dollars]) => ({ what: what as CostLine["what"], dollars }));
}

function estimateStanding(): number {
  const { jobRuns, walkRuns } = standing;
  const millionRuns = jobRuns / 1_000_000;
  const seconds = jobRuns * standing.jobSeconds + walkRuns * standing.walkSeconds;
  const millionWrites = (jobRuns + walkRuns * standing.walkWrites) / 1_000_000;
  return (
    millionRuns * awsPrices.lambdaMillionRequests +
    seconds * JOBS_GIBIBYTES * awsPrices.lambdaGigabyteSecond +
    millionWrites * awsPrices.dynamoDbMillionWrites +
    ((walkRuns * standing.walkReads) / 1_000_000) * awsPrices.dynamoDbMillionReads +
    ((walkRuns * standing.walkListings) / 1_000) * awsPrices.s3ThousandWrites +
    ((jobRuns + standing.queuePolls) / 1_000_000) * awsPrices.sqsMillionRequests +
    ((jobRuns * standing.logBytesPerRun) / GIBIBYTE) * awsPrices.logsGigabyte +
    standing.alarms * awsPrices.alarmMonth
  );
}

/** What rendering stored images again costs on AWS, once, in US dollars at list prices. */
export function estimateRerenderCost({
  images,
  renderMsPerImage,
}: {
  images: number;
  renderMsPerImage: number;
}): CostLine[] {
  const millions = images / 1_000_000;
  const lambdaSeconds = (images * (renderMsPerImage + WORKER_OVERHEAD_MS)) / 1000;
  return [
    {
      what: "rendering",
      dollars:
        lambdaSeconds * WORKER_GIBIBYTES * awsPrices.lambdaGigabyteSecond + millions * awsPrices.lambdaMillionRequests,
    },
    {
      what: "storageRequests",
      dollars:
        (images / 1_000) *
        (perRerender.s3Writes * awsPrices.s3ThousandWrites + perRerender.s3Reads * awsPrices.s3ThousandReads),
    },
    {
      what: "database",
      dollars:
        millions *
        (perRerender.databaseWrites * awsPrices.dynamoDbMillionWrites +
          perRerender.databaseReads * awsPrices.dynamoDbMillionReads),
    },
    { what: "queue", dollars: millions * perRerender.queueRequests * awsPrices.sqsMillionRequests },
  ];
}
