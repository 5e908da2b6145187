import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { FailureCode } from "#lib/images/failure.ts";

/*
 * Structured logs and metrics (CloudWatch EMF), one JSON line each on stdout. Lines carry ids, sizes, times and codes;
 * never a file name, an address, a place or anything else a person typed or a camera noted.
 */

const NAMESPACE = "Skylight";
const SERVICE = "thumbnail-worker";

/** What the lines about one image have in common. */
export interface ImageContext {
  imageId: string;
  userId: string;
  attempt: number;
  traceId: string | undefined;
}

export interface Telemetry {
  info(message: string, context: ImageContext | Record<string, unknown>): void;
  warn(message: string, context: ImageContext | Record<string, unknown>): void;
  error(message: string, context: ImageContext | Record<string, unknown>, error: unknown): void;
  countRendered(work: { decodeMs: number; renderMs: number; inputBytes: number; eventAgeMs: number | undefined }): void;
  countFailed(code: FailureCode): void;
  countDuplicate(): void;
  countAttemptFailed(): void;
  /** Writes the metrics that were counted since the last time. */
  flush(): void;
}

export function createTelemetry(): Telemetry {
  const logger = new Logger({ serviceName: SERVICE });
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: SERVICE });
  return {
    info: (message, context) => logger.info(message, { ...context }),
    warn: (message, context) => logger.warn(message, { ...context }),
    error: (message, context, error) =>
      logger.error(message, { ...context, error: error instanceof Error ? error : new Error(String(error)) }),
    countRendered({ decodeMs, renderMs, inputBytes, eventAgeMs }) {
      metrics.addMetric("Rendered", MetricUnit.Count, 1);
      metrics.addMetric("DecodeTime", MetricUnit.Milliseconds, decodeMs);
      metrics.addMetric("RenderTime", MetricUnit.Milliseconds, renderMs);
      metrics.addMetric("InputBytes", MetricUnit.Bytes, inputBytes);
      if (eventAgeMs !== undefined) metrics.addMetric("EventAge", MetricUnit.Milliseconds, eventAgeMs);
    },
    countFailed(code) {
      metrics.addMetric("Failed", MetricUnit.Count, 1);
      // Its own line, so that the code is a dimension of this metric alone.
      const byCode = metrics.singleMetric();
      byCode.addDimension("code", code);
      byCode.addMetric("FailedByCode", MetricUnit.Count, 1);
    },
    countDuplicate: () => {
      metrics.addMetric("Duplicates", MetricUnit.Count, 1);
    },
    countAttemptFailed: () => {
      metrics.addMetric("AttemptsFailed", MetricUnit.Count, 1);
    },
    flush() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
