import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { Overview } from "#lib/operations/get-overview.ts";
import { Badge } from "../_components/badge.tsx";
import { Card } from "../_components/card.tsx";
import { formatDay, formatDollars, formatDuration } from "./format.ts";

const healthParts = ["storage", "queue", "database", "worker"] as const;

/** What is so right now, whatever period is looked at. */
export async function StatusCards({ overview }: { overview: Overview }) {
  const t = await getTranslations("adminOverview");
  const common = await getTranslations("admin");
  const count = (value: number) => formatCount(value, t.locale);
  const dollars = (amount: number) => formatDollars(amount, t.locale, (values) => t("lessThan", values));
  const { queue, totals, cost } = overview;
  return (
    <div className="mt-5 grid gap-5 md:grid-cols-2 xl:grid-cols-4">
      <Card title={t("rightNow")}>
        <Facts
          facts={{
            [t("inTheQueue")]: count(queue.messages),
            [common("processing")]: count(queue.processing),
            [common("uploading")]: count(queue.uploading),
            [t("oldest")]: queue.oldestSeconds > 0 ? formatDuration(queue.oldestSeconds) : t("noOldest"),
            [t("openFailures")]: count(queue.openFailures),
            [t("undelivered")]: count(queue.deadLetters),
          }}
        />
        <Link
          href="/admin/processing"
          className="mt-3 inline-block rounded text-sm text-accent underline underline-offset-4"
        >
          {common("processing")}
        </Link>
      </Card>
      <Card title={t("health")}>
        <ul className="space-y-2.5 text-sm">
          {healthParts.map((part) => (
            <li key={part} className="flex items-center justify-between gap-3">
              <span>{t(`check_${part}`)}</span>
              <Badge tone={overview.health.checks[part] === "ok" ? "good" : "bad"}>
                {t(overview.health.checks[part])}
              </Badge>
            </li>
          ))}
          <li className="flex items-center justify-between gap-3">
            <Link href="/admin/integrity" className="rounded underline underline-offset-4 hover:text-accent">
              {t("openFindings")}
            </Link>
            <IntegrityBadge findings={overview.patrol?.findings} />
          </li>
          <li className="flex items-center justify-between gap-3">
            <span>{t("lastFullCheck")}</span>
            <IntegrityBadge findings={overview.integrity?.findings} />
          </li>
        </ul>
      </Card>
      <Card title={t("stored")}>
        <Facts
          facts={{
            [common("users")]: count(totals.users),
            [common("images")]: count(totals.images),
            [t("originals")]: formatBytes(totals.bytes, t.locale),
          }}
        />
      </Card>
      <Card title={t("onAws")}>
        <p className="text-2xl font-semibold tracking-tight tabular">
          {dollars(cost.dollarsPerMonth)}
          <span className="text-sm font-normal text-muted"> {t("aMonth")}</span>
        </p>
        <div className="mt-3">
          <Facts
            facts={Object.fromEntries(cost.lines.map((line) => [t(`cost_${line.what}`), dollars(line.dollars)]))}
          />
        </div>
        <p className="mt-3 text-[0.8125rem] text-muted">
          {t("estimated", { date: formatDay(cost.pricesAsOf, t.locale), region: cost.region })}
        </p>
      </Card>
    </div>
  );
}

async function IntegrityBadge({ findings }: { findings: number | undefined }) {
  const t = await getTranslations("adminOverview");
  if (findings === undefined) return <Badge>{t("notChecked")}</Badge>;
  if (findings === 0) return <Badge tone="good">{t("noProblems")}</Badge>;
  return <Badge tone="bad">{t("found", { count: findings })}</Badge>;
}

function Facts({ facts }: { facts: Record<string, string> }) {
  return (
    <dl className="space-y-2 text-sm">
      {Object.entries(facts).map(([label, value]) => (
        <div key={label} className="flex items-baseline justify-between gap-3">
          <dt className="text-muted">{label}</dt>
          <dd className="tabular whitespace-nowrap">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
