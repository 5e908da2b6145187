import { formatCount } from "#app/_components/format-count.ts";
import type { Overview } from "#lib/operations/get-overview.ts";
import { formatSeconds, partLabels } from "./format.ts";

/** The same figures as in the charts, for whom figures are better, or the only thing to be read. */
export function PartsTable({ overview: { parts, period } }: { overview: Overview }) {
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
                <td>{formatCount(part.uploads)}</td>
                <td>{formatCount(part.ready)}</td>
                <td>{formatCount(part.failed)}</td>
                <td>{formatSeconds(part.readyTimeP50Ms)}</td>
                <td>{formatSeconds(part.readyTimeP95Ms)}</td>
                <td>{formatCount(part.activeUsers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {busy.length === 0 && <p className="px-4 py-3 text-muted">Nothing happened in this period.</p>}
      </div>
    </details>
  );
}
