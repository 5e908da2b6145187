import Link from "next/link";
import type { RerenderFailureView, RerenderView } from "#lib/operations/get-renditions.ts";
import { Badge } from "../../_components/badge.tsx";
import { cellClass, DataTable, figureCellClass } from "../../_components/data-table.tsx";
import { Moment } from "../../_components/moment.tsx";
import { NextPageLink } from "../../_components/next-page-link.tsx";

export function Failures({
  failures,
  nextCursor,
}: {
  failures: RerenderFailureView[];
  nextCursor: string | undefined;
}) {
  return (
    <>
      <h2 className="mt-8 mb-1 font-semibold tracking-tight">Could not be rendered again</h2>
      <p className="mb-3 text-sm text-muted">
        They keep their previous renditions. The next re-render tries them again.
      </p>
      <DataTable
        label="Images that could not be rendered again"
        columns={[{ label: "Image" }, { label: "Why" }, { label: "Format" }, { label: "When (UTC)" }]}
      >
        {failures.map((failure) => (
          <tr key={failure.imageId}>
            <td className={`${cellClass} max-w-56 break-words`}>
              <Link
                href={`/admin/processing/images/${failure.ownerId}/${failure.imageId}`}
                className="rounded font-medium underline-offset-4 hover:text-accent hover:underline"
              >
                {failure.fileName}
              </Link>
            </td>
            <td className={`${cellClass} max-w-md`}>
              {failure.code}
              <p className="text-[0.8125rem] break-words text-muted">{failure.message}</p>
            </td>
            <td className={cellClass}>{failure.contentType}</td>
            <td className={cellClass}>
              <Moment at={failure.failedAt} />
            </td>
          </tr>
        ))}
      </DataTable>
      <NextPageLink cursor={nextCursor} label="Older" />
    </>
  );
}

export function History({ runs }: { runs: RerenderView[] }) {
  return (
    <DataTable
      label="Re-renders"
      columns={[
        { label: "Number", isFigure: true },
        { label: "State" },
        { label: "Recipe" },
        { label: "What" },
        { label: "Images", isFigure: true },
        { label: "Rendered", isFigure: true },
        { label: "Failed", isFigure: true },
        { label: "Started (UTC)" },
        { label: "Ended (UTC)" },
        { label: "By" },
      ]}
    >
      {runs.map((run) => (
        <tr key={run.number}>
          <td className={figureCellClass}>{run.number}</td>
          <td className={`${cellClass} max-w-64`}>
            <StateBadge state={run.state} />
            {run.note && <p className="mt-1 text-[0.8125rem] break-words text-muted">{run.note}</p>}
          </td>
          <td className={cellClass}>{run.recipeVersion}</td>
          <td className={cellClass}>{run.isForced ? "all images" : "older recipes"}</td>
          <td className={figureCellClass}>{run.total.toLocaleString("en")}</td>
          <td className={figureCellClass}>{run.rendered.toLocaleString("en")}</td>
          <td className={figureCellClass}>{run.failed.toLocaleString("en")}</td>
          <td className={cellClass}>
            <Moment at={run.startedAt} />
          </td>
          <td className={cellClass}>{run.finishedAt && <Moment at={run.finishedAt} />}</td>
          <td className={cellClass}>{run.startedBy ?? <span className="text-muted">automatic</span>}</td>
        </tr>
      ))}
    </DataTable>
  );
}

export function StateBadge({ state }: { state: RerenderView["state"] }) {
  return <Badge tone={state === "done" ? "good" : state === "running" ? "accent" : "neutral"}>{state}</Badge>;
}
