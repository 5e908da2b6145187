import type { Metadata } from "next";
import Link from "next/link";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { webServices } from "#app/_server/web-services.ts";
import { type Period, periodNames } from "#lib/metrics/time-bucket.ts";
import { getOverview, type Overview } from "#lib/operations/get-overview.ts";
import { AutoRefresh } from "./_components/auto-refresh.tsx";
import { Card } from "./_components/card.tsx";
import { FigureCard, FigureGrid } from "./_components/figure-card.tsx";
import { FlowChart } from "./_components/flow-chart.tsx";
import { PageTitle } from "./_components/page-title.tsx";
import { requireAdmin } from "./_components/require-admin.ts";
import { firstParam, type Search } from "./_components/search-params.ts";
import { TimeChart } from "./_components/time-chart.tsx";
import { formatPartStart, formatSeconds, partLabels, toSeconds } from "./_overview/format.ts";
import { PartsTable } from "./_overview/parts-table.tsx";
import { StatusCards } from "./_overview/status-cards.tsx";
import { Warnings } from "./_overview/warnings.tsx";

export const metadata: Metadata = { title: "Overview" };

const REFRESH_SECONDS = 15;

const periodLabels: Record<Period, string> = { hour: "Hour", day: "Day", month: "30 days" };
const activeNotes: Record<Period, string> = { hour: "last 60 minutes", day: "last 24 hours", month: "last 30 days" };
export default async function OverviewPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const given = firstParam((await searchParams).period);
  const period = periodNames.find((name) => name === given) ?? "day";
  const overview = await getOverview(webServices(), period);
  const { sums, readyTimeMs } = overview;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle title="Overview" actions={<PeriodLinks period={period} />}>
        Times are UTC. This page refreshes itself.
      </PageTitle>
      <Warnings overview={overview} />
      <FigureGrid>
        <FigureCard label="Uploads" value={formatCount(sums.uploads)} note={formatBytes(sums.uploadedBytes)} />
        <FigureCard label="Ready" value={formatCount(sums.ready)} />
        <FigureCard label="Failed" value={formatCount(sums.failed)} tone={sums.failed > 0 ? "bad" : "normal"} />
        <FigureCard
          label="Stored to ready"
          value={formatSeconds(readyTimeMs.p50)}
          note={`median; 95% within ${formatSeconds(readyTimeMs.p95)}`}
        />
        <FigureCard
          label="Active users"
          value={formatCount(overview.activeUsers[period])}
          note={`${activeNotes[period]}; peak ${formatCount(sums.mostActiveUsers)} per ${partLabels[period]}`}
        />
        <FigureCard
          label="Sign-ins"
          value={formatCount(sums.signIns)}
          note={`${formatCount(sums.signInFailures)} refused, ${formatCount(sums.registrations)} new accounts`}
        />
      </FigureGrid>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title="Images ready and failed" note={`by ${partLabels[period]}`}>
          <FlowChart parts={overview.parts.map((part) => ({ ...part, label: formatPartStart(part.start, period) }))} />
        </Card>
        <Card title="From stored to ready" note="median and 95% of the images">
          <TimeChart
            parts={overview.parts.map((part) => ({
              label: formatPartStart(part.start, period),
              half: toSeconds(part.readyTimeP50Ms),
              most: toSeconds(part.readyTimeP95Ms),
            }))}
          />
        </Card>
      </div>
      <PartsTable overview={overview} />
      <StatusCards overview={overview} />
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
          <span className="tabular">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}
