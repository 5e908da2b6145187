import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { webServices } from "#app/_server/web-services.ts";
import { type Period, periodNames } from "#lib/metrics/time-bucket.ts";
import { getOverview, type Overview } from "#lib/operations/get-overview.ts";
import { AutoRefresh } from "./_components/auto-refresh.tsx";
import { Badge } from "./_components/badge.tsx";
import { Card } from "./_components/card.tsx";
import { FigureCard, FigureGrid } from "./_components/figure-card.tsx";
import { FlowChart } from "./_components/flow-chart.tsx";
import { PageTitle } from "./_components/page-title.tsx";
import { requireAdmin } from "./_components/require-admin.ts";
import { firstParam, type Search } from "./_components/search-params.ts";
import { TimeChart } from "./_components/time-chart.tsx";

export const metadata: Metadata = { title: "Overview" };

const REFRESH_SECONDS = 15;

const periodLabels: Record<Period, string> = { hour: "Hour", day: "Day", month: "30 days" };
const activeNotes: Record<Period, string> = { hour: "last 60 minutes", day: "last 24 hours", month: "last 30 days" };
const partLabels: Record<Period, string> = { hour: "five minutes", day: "hour", month: "day" };

export default async function OverviewPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const given = firstParam((await searchParams).period);
  const period = periodNames.find((name) => name === given) ?? "day";
  const overview = await getOverview(webServices(), period);
  const { sums, queue, totals, cost, readyTimeMs } = overview;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle title="Overview" actions={<PeriodLinks period={period} />}>
        Times are UTC. This page refreshes itself.
      </PageTitle>
      <Warnings overview={overview} />
      <FigureGrid>
        <FigureCard label="Uploads" value={figure(sums.uploads)} note={formatBytes(sums.uploadedBytes)} />
        <FigureCard label="Ready" value={figure(sums.ready)} />
        <FigureCard label="Failed" value={figure(sums.failed)} tone={sums.failed > 0 ? "bad" : "normal"} />
        <FigureCard
          label="Stored to ready"
          value={seconds(readyTimeMs.p50)}
          note={`median; 95% within ${seconds(readyTimeMs.p95)}`}
        />
        <FigureCard
          label="Active users"
          value={figure(overview.activeUsers[period])}
          note={`${activeNotes[period]}; peak ${figure(sums.mostActiveUsers)} per ${partLabels[period]}`}
        />
        <FigureCard
          label="Sign-ins"
          value={figure(sums.signIns)}
          note={`${figure(sums.signInFailures)} refused, ${figure(sums.registrations)} new accounts`}
        />
      </FigureGrid>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title="Images ready and failed" note={`by ${partLabels[period]}`}>
          <FlowChart parts={overview.parts.map((part) => ({ ...part, label: partLabel(part.start, period) }))} />
        </Card>
        <Card title="From stored to ready" note="median and 95% of the images">
          <TimeChart
            parts={overview.parts.map((part) => ({
              label: partLabel(part.start, period),
              half: inSeconds(part.readyTimeP50Ms),
              most: inSeconds(part.readyTimeP95Ms),
            }))}
          />
        </Card>
      </div>
      <PartsTable overview={overview} />
      <div className="mt-5 grid gap-5 md:grid-cols-2 xl:grid-cols-4">
        <Card title="Right now">
          <Facts
            facts={{
              "In the queue": figure(queue.messages),
              Processing: figure(queue.processing),
              Uploading: figure(queue.uploading),
              "Oldest in processing": queue.oldestSeconds > 0 ? duration(queue.oldestSeconds) : "none",
              "Open failures": figure(queue.openFailures),
              "Undelivered jobs": figure(queue.deadLetters),
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
            facts={{ Users: figure(totals.users), Images: figure(totals.images), Originals: formatBytes(totals.bytes) }}
          />
        </Card>
        <Card title="On AWS">
          <p className="text-2xl font-semibold tracking-tight tabular">
            {dollars(cost.dollarsPerMonth)}
            <span className="text-sm font-normal text-muted"> a month</span>
          </p>
          <div className="mt-3">
            <Facts
              facts={Object.fromEntries(cost.lines.map((line) => [costLabels[line.what], dollars(line.dollars)]))}
            />
          </div>
          <p className="mt-3 text-[0.8125rem] text-muted">
            Estimated from the last 30 days at list prices of {cost.pricesAsOf}, {cost.region}; without data transfer.
          </p>
        </Card>
      </div>
      {overview.failures.length > 0 && (
        <div className="mt-5">
          <Card title="Failures by code" note={`in this period`}>
            <FailureBars failures={overview.failures} />
          </Card>
        </div>
      )}
    </>
  );
}

const costLabels: Record<string, string> = {
  storage: "Storage",
  storageRequests: "Storage requests",
  database: "Database",
  queue: "Queue",
  rendering: "Rendering",
};

function IntegrityBadge({ findings }: { findings: number | undefined }) {
  if (findings === undefined) return <Badge>not checked yet</Badge>;
  if (findings === 0) return <Badge tone="good">no problems</Badge>;
  return <Badge tone="bad">{figure(findings)} found</Badge>;
}

/** What needs attention, with links. */
function Warnings({ overview: { patrol, queue } }: { overview: Overview }) {
  const warnings = [
    {
      count: patrol?.findings ?? 0,
      words: (count: number) => (count === 1 ? "integrity finding" : "integrity findings"),
      href: "/admin/integrity",
    },
    {
      count: queue.openFailures,
      words: (count: number) => (count === 1 ? "photo failed to process" : "photos failed to process"),
      href: "/admin/processing",
    },
  ].filter(({ count }) => count > 0);
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="mb-6 grid gap-3 sm:grid-cols-2">
      {warnings.map(({ count, words, href }) => (
        <li key={href}>
          <Link
            href={href}
            className="flex items-center gap-3 rounded-2xl border border-danger/40 bg-danger-soft px-4 py-3 text-sm font-medium text-danger hover:underline"
          >
            <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
            <span>
              {figure(count)} {words(count)}. Review
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function PeriodLinks({ period }: { period: Period }) {
  return (
    <nav aria-label="Period" className="flex rounded-lg border border-line bg-surface p-0.5">
      {periodNames.map((name) => (
        <Link
          key={name}
          href={`/admin?period=${name}`}
          {...(name === period ? { "aria-current": "true" as const } : {})}
          className="grid h-8 touch-target place-items-center rounded-md px-3 text-sm font-medium text-muted hover:text-ink aria-[current=true]:bg-accent-soft aria-[current=true]:text-accent"
        >
          {periodLabels[name]}
        </Link>
      ))}
    </nav>
  );
}

/** The same figures as in the charts, for whom figures are better, or the only thing to be read. */
function PartsTable({ overview: { parts, period } }: { overview: Overview }) {
  const busy = parts.filter(({ uploads, ready, failed, activeUsers }) => uploads + ready + failed + activeUsers > 0);
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit rounded py-1 text-muted hover:text-ink">Show as table</summary>
      <div className="mt-2 max-w-3xl overflow-x-auto rounded-2xl border border-line bg-surface">
        <table className="w-full min-w-max">
          <caption className="sr-only">Images by {partLabels[period]}</caption>
          <thead>
            <tr className="border-b border-line text-[0.8125rem] text-muted">
              {["Start (UTC)", "Uploads", "Ready", "Failed", "Median", "95% within", "Active users"].map((label) => (
                <th key={label} scope="col" className="px-4 py-2 text-right font-medium first:text-left">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {busy.map((part) => (
              <tr key={part.start} className="text-right tabular [&>td]:px-4 [&>td]:py-1.5">
                <th scope="row" className="px-4 py-1.5 text-left font-normal">
                  {part.start.slice(0, 16).replace("T", " ")}
                </th>
                <td>{figure(part.uploads)}</td>
                <td>{figure(part.ready)}</td>
                <td>{figure(part.failed)}</td>
                <td>{seconds(part.readyTimeP50Ms)}</td>
                <td>{seconds(part.readyTimeP95Ms)}</td>
                <td>{figure(part.activeUsers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {busy.length === 0 && <p className="px-4 py-3 text-muted">Nothing happened in this period.</p>}
      </div>
    </details>
  );
}

function FailureBars({ failures }: { failures: Overview["failures"] }) {
  const most = Math.max(...failures.map(({ count }) => count));
  return (
    <ul className="space-y-2 text-sm">
      {failures.map(({ code, count }) => (
        <li key={code} className="grid grid-cols-[minmax(9rem,auto)_minmax(0,1fr)_auto] items-center gap-3">
          <span>{code}</span>
          <span aria-hidden="true" className="h-2 rounded-full bg-raised">
            <span className="block h-full rounded-full bg-danger" style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <span className="tabular">{figure(count)}</span>
        </li>
      ))}
    </ul>
  );
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

function figure(count: number): string {
  return count.toLocaleString("en");
}

function inSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 10) / 100;
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)}\u00a0s`;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

function duration(total: number): string {
  if (total < MINUTE_SECONDS) return `${total} s`;
  return total < HOUR_SECONDS ? `${Math.round(total / MINUTE_SECONDS)} min` : `${Math.round(total / HOUR_SECONDS)} h`;
}

function dollars(amount: number): string {
  return amount > 0 && amount < 0.01 ? "< $0.01" : amount.toLocaleString("en", { style: "currency", currency: "USD" });
}

function partLabel(start: string, period: Period): string {
  return period === "month" ? start.slice(5, 10) : start.slice(11, 16);
}
