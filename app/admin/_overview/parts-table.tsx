import { formatCount } from "#app/_components/format-count.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { Overview } from "#lib/operations/get-overview.ts";
import { formatSeconds, formatWholeStart } from "./format.ts";

/** The same figures as in the charts, for whom figures are better, or the only thing to be read. */
export async function PartsTable({ overview: { parts, period } }: { overview: Overview }) {
  const t = await getTranslations("adminOverview");
  const common = await getTranslations("admin");
  const columns = [
    t("start"),
    t("uploads"),
    common("ready"),
    common("failed"),
    t("median"),
    t("most"),
    t("activeUsers"),
  ];
  const busy = parts.filter(({ uploads, ready, failed, activeUsers }) => uploads + ready + failed + activeUsers > 0);
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit rounded py-1 text-muted hover:text-ink">{t("showAsTable")}</summary>
      <div className="mt-2 max-w-3xl overflow-x-auto rounded-2xl border border-line bg-surface">
        <table className="w-full min-w-max">
          <caption className="sr-only">{t(`imagesBy_${period}`)}</caption>
          <thead>
            <tr className="border-b border-line text-[0.8125rem] text-muted">
              {columns.map((label) => (
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
                  {formatWholeStart(part.start, t.locale)}
                </th>
                <td>{formatCount(part.uploads, t.locale)}</td>
                <td>{formatCount(part.ready, t.locale)}</td>
                <td>{formatCount(part.failed, t.locale)}</td>
                <td>{formatSeconds(part.readyTimeP50Ms, t.locale)}</td>
                <td>{formatSeconds(part.readyTimeP95Ms, t.locale)}</td>
                <td>{formatCount(part.activeUsers, t.locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {busy.length === 0 && <p className="px-4 py-3 text-muted">{t("nothingHappened")}</p>}
      </div>
    </details>
  );
}
