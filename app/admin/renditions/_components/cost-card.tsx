import { getTranslations } from "#app/_messages/get-translations.ts";
import type { RenditionsView } from "#lib/operations/get-renditions.ts";
import { Card } from "../../_components/card.tsx";
import { formatDay, formatDollars } from "../../_overview/format.ts";

export async function CostCard({ view: { estimate } }: { view: RenditionsView }) {
  const t = await getTranslations("adminRenditions");
  const names = await getTranslations("adminOverview");
  const dollars = (amount: number) => formatDollars(amount, t.locale, (values) => t("lessThan", values));
  return (
    <Card title={t("cost")} note={t("onAws", { region: estimate.region })}>
      <p className="text-2xl font-semibold tracking-tight tabular">{dollars(estimate.dollars)}</p>
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        {t("costNote", { count: estimate.images, date: formatDay(estimate.pricesAsOf, t.locale) })}
      </p>
      <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 text-sm">
        {estimate.lines.map(({ what, dollars: amount }) => (
          <div key={what} className="contents">
            <dt className="text-muted">{names(`cost_${what}`)}</dt>
            <dd className="text-right tabular">{dollars(amount)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-[0.8125rem] text-muted">{t("keptNote")}</p>
    </Card>
  );
}
