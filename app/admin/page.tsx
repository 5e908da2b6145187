import type { Metadata } from "next";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
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
import { formatPartStart, formatSeconds, toSeconds } from "./_overview/format.ts";
import { PartsTable } from "./_overview/parts-table.tsx";
import { StatusCards } from "./_overview/status-cards.tsx";
import { Warnings } from "./_overview/warnings.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("overview") };
}

const REFRESH_SECONDS = 15;

export default async function OverviewPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const t = await getTranslations("adminOverview");
  const common = await getTranslations("admin");
  const count = (value: number) => formatCount(value, t.locale);
  const given = firstParam((await searchParams).period);
  const period = periodNames.find((name) => name === given) ?? "day";
  const overview = await getOverview(webServices(), period);
  const { sums, readyTimeMs } = overview;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle title={common("overview")} actions={<PeriodLinks period={period} />}>
        {t("note")}
      </PageTitle>
      <Warnings overview={overview} />
      <FigureGrid>
        <FigureCard label={t("uploads")} value={count(sums.uploads)} note={formatBytes(sums.uploadedBytes, t.locale)} />
        <FigureCard label={common("ready")} value={count(sums.ready)} />
        <FigureCard label={common("failed")} value={count(sums.failed)} tone={sums.failed > 0 ? "bad" : "normal"} />
        <FigureCard
          label={t("storedToReady")}
          value={formatSeconds(readyTimeMs.p50, t.locale)}
          note={t("medianNote", { time: formatSeconds(readyTimeMs.p95, t.locale) })}
        />
        <FigureCard
          label={t("activeUsers")}
          value={count(overview.activeUsers[period])}
          note={t(`active_${period}`, { peak: sums.mostActiveUsers })}
        />
        <FigureCard
          label={t("signIns")}
          value={count(sums.signIns)}
          note={t("signInsNote", { refused: sums.signInFailures, registrations: sums.registrations })}
        />
      </FigureGrid>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title={t("readyAndFailed")} note={t(`by_${period}`)}>
          <FlowChart
            parts={overview.parts.map((part) => ({ ...part, label: formatPartStart(part.start, period, t.locale) }))}
          />
        </Card>
        <Card title={t("fromStoredToReady")} note={t("medianOfImages")}>
          <TimeChart
            parts={overview.parts.map((part) => ({
              label: formatPartStart(part.start, period, t.locale),
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
          <Card title={t("failuresByCode")} note={t("inThisPeriod")}>
            <FailureBars failures={overview.failures} />
          </Card>
        </div>
      )}
    </>
  );
}

async function PeriodLinks({ period }: { period: Period }) {
  const t = await getTranslations("adminOverview");
  return (
    <nav aria-label={t("period")} className="flex rounded-lg border border-line bg-surface p-0.5">
      {periodNames.map((name) => (
        <Link
          key={name}
          href={`/admin?period=${name}`}
          {...(name === period ? { "aria-current": "true" as const } : {})}
          className="grid h-8 touch-target place-items-center rounded-md px-3 text-sm font-medium text-muted hover:text-ink aria-[current=true]:bg-accent-soft aria-[current=true]:text-accent"
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}

async function FailureBars({ failures }: { failures: Overview["failures"] }) {
  const { locale } = await getTranslations("adminOverview");
  const most = Math.max(...failures.map(({ count }) => count));
  return (
    <ul className="space-y-2 text-sm">
      {failures.map(({ code, count }) => (
        <li key={code} className="grid grid-cols-[minmax(9rem,auto)_minmax(0,1fr)_auto] items-center gap-3">
          <span>{code}</span>
          <span aria-hidden="true" className="h-2 rounded-full bg-raised">
            <span className="block h-full rounded-full bg-danger" style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <span className="tabular">{formatCount(count, locale)}</span>
        </li>
      ))}
    </ul>
  );
}
