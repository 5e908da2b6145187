import type { Overview } from "./get-overview.ts";

type Sample = [labels: Record<string, string>, value: number];

/**
 * The overview as Prometheus reads it. Everything is a gauge over the last hour or of now, since counters of many
 * processes are kept by span of time.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function toPrometheus({
  sums,
  activeUsers,
  failures,
  readyTimeMs,
  totals,
  queue,
  health,
  integrity,
  patrol,
  cost,
}: Overview): string {
  const lines = [
    gauge("uploads_last_hour", "Files stored within the last hour", one(sums.uploads)),
    gauge("uploaded_bytes_last_hour", "Bytes of files stored within the last hour", one(sums.uploadedBytes)),
    gauge("ready_last_hour", "Images that became ready within the last hour", one(sums.ready)),
    gauge("failed_last_hour", "Images that failed within the last hour, by code", [
      ...failures.map(({ code, count }): Sample => [{ code }, count]),
    ]),
    gauge(
      "attempts_failed_last_hour",
      "Attempts at an image that failed within the last hour",
      one(sums.attemptsFailed),
    ),
    gauge("sign_ins_last_hour", "Sign-ins within the last hour", [
      [{ outcome: "succeeded" }, sums.signIns],
      [{ outcome: "failed" }, sums.signInFailures],
    ]),
    gauge("time_to_ready_seconds", "From stored to ready within the last hour", [
      ...quantile("0.5", readyTimeMs.p50),
      ...quantile("0.95", readyTimeMs.p95),
    ]),
    gauge("active_users", "Users who signed in or uploaded, each counted once", [
      [{ within: "1h" }, activeUsers.hour],
      [{ within: "24h" }, activeUsers.day],
      [{ within: "30d" }, activeUsers.month],
    ]),
    gauge("users", "Accounts", one(totals.users)),
    gauge("images", "Stored images", one(totals.images)),
    gauge("stored_bytes", "Bytes of all originals", one(totals.bytes)),
    gauge("queue_messages", "Messages waiting or being worked on", one(queue.messages)),
    gauge("dead_letters", "Messages in the dead-letter queue", one(queue.deadLetters)),
    gauge("open_failures", "Failures that nobody has retried or discarded", one(queue.openFailures)),
    gauge("images_open", "Images on their way", [
      [{ status: "uploading" }, queue.uploading],
      [{ status: "processing" }, queue.processing],
    ]),
    gauge(
      "oldest_processing_seconds",
      "For how long the oldest image in processing has been so",
      one(queue.oldestSeconds),
    ),
    gauge(
      "up",
      "Whether a part answers",
      Object.entries(health.checks).map(([part, state]): Sample => [{ part }, state === "ok" ? 1 : 0]),
    ),
    gauge("integrity_findings", "What the last check left open", integrity ? one(integrity.findings) : []),
    gauge("faults_open", "Open findings of the integrity walk", patrol ? one(patrol.findings) : []),
    gauge("estimated_dollars_per_month", "What this usage costs on AWS at list prices", one(cost.dollarsPerMonth)),
  ];
  return `${lines.filter(Boolean).join("\n")}\n`;
}

function one(value: number): Sample[] {
  return [[{}, value]];
}

function quantile(part: string, ms: number | undefined): Sample[] {
  return ms === undefined ? [] : [[{ quantile: part }, ms / 1000]];
}

function gauge(name: string, help: string, samples: Sample[]): string {
  if (samples.length === 0) return "";
  const full = `skylight_${name}`;
  return [
    `# HELP ${full} ${help}`,
    `# TYPE ${full} gauge`,
    ...samples.map(([labels, value]) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replaceAll(/["\\\n]/g, "_")}"`);
      return `${full}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
    }),
  ].join("\n");
}
