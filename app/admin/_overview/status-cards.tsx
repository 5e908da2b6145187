import Link from "next/link";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import type { Overview } from "#lib/operations/get-overview.ts";
import { Badge } from "../_components/badge.tsx";
import { Card } from "../_components/card.tsx";
import { formatDollars, formatDuration } from "./format.ts";

/** What is so right now, whatever period is looked at. */
export function StatusCards({ overview }: { overview: Overview }) {
  const { queue, totals, cost } = overview;
  return (
    <div className="mt-5 grid gap-5 md:grid-cols-2 xl:grid-cols-4">
      <Card title="Right now">
        <Facts
          facts={{
            "In the queue": formatCount(queue.messages),
            Processing: formatCount(queue.processing),
            Uploading: formatCount(queue.uploading),
            "Oldest in processing": queue.oldestSeconds > 0 ? formatDuration(queue.oldestSeconds) : "none",
            "Open failures": formatCount(queue.openFailures),
            "Undelivered jobs": formatCount(queue.deadLetters),
          }}
        />
        <Link
          href="/admin/processing"
          className="mt-3 inline-block rounded text-sm text-accent underline underline-offset-4"
        >
          Processing
        </Link>
      </Card>
      <Card title="Health">
        <ul className="space-y-2.5 text-sm">
          {Object.entries(overview.health.checks).map(([part, state]) => (
            <li key={part} className="flex items-center justify-between gap-3">
              <span className="capitalize">{part}</span>
              <Badge tone={state === "ok" ? "good" : "bad"}>{state}</Badge>
            </li>
          ))}
          <li className="flex items-center justify-between gap-3">
            <Link href="/admin/integrity" className="rounded underline underline-offset-4 hover:text-accent">
              Integrity, open findings
            </Link>
            <IntegrityBadge findings={overview.patrol?.findings} />
          </li>
          <li className="flex items-center justify-between gap-3">
            <span>Integrity, last full check</span>
            <IntegrityBadge findings={overview.integrity?.findings} />
          </li>
        </ul>
      </Card>
      <Card title="Stored">
        <Facts
          facts={{
            Users: formatCount(totals.users),
            Images: formatCount(totals.images),
            Originals: formatBytes(totals.bytes),
          }}
        />
      </Card>
      <Card title="On AWS">
        <p className="text-2xl font-semibold tracking-tight tabular">
          {formatDollars(cost.dollarsPerMonth)}
          <span className="text-sm font-normal text-muted"> a month</span>
        </p>
        <div className="mt-3">
          <Facts
            facts={Object.fromEntries(cost.lines.map((line) => [costLabels[line.what], formatDollars(line.dollars)]))}
          />
        </div>
        <p className="mt-3 text-[0.8125rem] text-muted">
          Estimated from the last 30 days at list prices of {cost.pricesAsOf}, {cost.region}; without data transfer.
        </p>
      </Card>
    </div>
  );
}

const costLabels: Record<Overview["cost"]["lines"][number]["what"], string> = {
  storage: "Storage",
  storageRequests: "Storage requests",
  database: "Database",
  backup: "Database backup",
  queue: "Queue",
  rendering: "Rendering",
  logs: "Logs",
  standing: "Jobs and alarms",
};

function IntegrityBadge({ findings }: { findings: number | undefined }) {
  if (findings === undefined) return <Badge>not checked yet</Badge>;
  if (findings === 0) return <Badge tone="good">no problems</Badge>;
  return <Badge tone="bad">{formatCount(findings)} found</Badge>;
}

function Facts({ facts }: { facts: Record<string, string> }) {
  return (
    <dl className="space-y-2 text-sm">
      {Object.entries(facts).map(([label, value]) => (
        <div key={label} className="flex items-baseline justify-between gap-3">
          <dt className="text-muted">{label}</dt>
          <dd className="tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
