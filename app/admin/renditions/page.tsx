import type { Metadata } from "next";
import Link from "next/link";
import { webServices } from "#app/_server/web-services.ts";
import {
  getRenditions,
  listFailuresOfRerender,
  type RenditionsView,
  type RerenderFailureView,
  type RerenderView,
} from "#lib/operations/get-renditions.ts";
import { AutoRefresh } from "../_components/auto-refresh.tsx";
import { Badge } from "../_components/badge.tsx";
import { Card } from "../_components/card.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../_components/data-table.tsx";
import { FigureCard, FigureGrid } from "../_components/figure-card.tsx";
import { listFromCursor } from "../_components/list-from-cursor.ts";
import { Moment } from "../_components/moment.tsx";
import { NextPageLink } from "../_components/next-page-link.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { firstParam, type Search } from "../_components/search-params.ts";
import { ProgressBar } from "./_components/progress-bar.tsx";
import { RerenderActions, StartButton } from "./_components/rerender-actions.tsx";

export const metadata: Metadata = { title: "Renditions" };

const REFRESH_SECONDS = 5;
const FAILURES_SHOWN = 50;

const costLabels: Record<string, string> = {
  rendering: "Rendering (Lambda)",
  storageRequests: "Reading and storing (S3)",
  database: "Database writes (DynamoDB)",
  queue: "Queue (SQS)",
};

export default async function RenditionsPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const services = webServices();
  const view = await getRenditions(services);
  const [newest] = view.rerenders;
  const active = newest && (newest.state === "running" || newest.state === "paused") ? newest : undefined;
  const cursor = firstParam((await searchParams).cursor);
  const { failures, nextCursor } = newest
    ? await listFromCursor(cursor, (start) =>
        listFailuresOfRerender(services, { run: newest.number, limit: FAILURES_SHOWN, cursor: start }),
      )
    : { failures: [], nextCursor: undefined };
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title="Renditions"
        actions={!active && <StartButton images={view.images} cost={formatDollars(view.estimate.dollars)} />}
      >
        Preview sizes and formats. Changing them re-creates all previews; old ones stay until the new ones are ready.
      </PageTitle>
      <Figures view={view} newest={newest} />
      {active && <Current run={active} queueMessages={view.queueMessages} />}
      <div className="grid gap-6 xl:grid-cols-2">
        <Recipe view={view} />
        <Cost view={view} />
      </div>
      {(failures.length > 0 || cursor) && <Failures failures={failures} nextCursor={nextCursor} />}
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Re-renders</h2>
      {view.rerenders.length > 0 ? (
        <History runs={view.rerenders} />
      ) : (
        <EmptyState>The first re-render starts within a minute and checks whether there is anything to do.</EmptyState>
      )}
    </>
  );
}

function Figures({ view, newest }: { view: RenditionsView; newest: RerenderView | undefined }) {
  const left = newest ? Math.max(0, newest.total - newest.done) : 0;
  const note = newest && `as of re-render ${newest.number}`;
  return (
    <FigureGrid>
      <FigureCard label="Recipe" value={view.recipe.version} />
      <FigureCard label="Images" value={view.images.toLocaleString("en")} />
      <FigureCard label="Done" value={(newest?.done ?? 0).toLocaleString("en")} note={note} />
      <FigureCard label="Rendered" value={(newest?.rendered ?? 0).toLocaleString("en")} note={note} />
      <FigureCard label="Left" value={left.toLocaleString("en")} note={note} />
      <FigureCard
        label="Failed"
        value={(newest?.failed ?? 0).toLocaleString("en")}
        note={newest?.failed ? "keep their old renditions" : note}
        tone={newest?.failed ? "bad" : "normal"}
      />
    </FigureGrid>
  );
}

function Current({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  const part = run.total > 0 ? run.done / run.total : 0;
  return (
    <div className="mb-6">
      <Card title={`Re-render ${run.number}`} note={run.isForced ? "of all images" : "of images with an older recipe"}>
        <ProgressBar
          part={part}
          label={`${run.done.toLocaleString("en")} of ${run.total.toLocaleString("en")} images`}
        />
        <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="max-w-2xl text-sm text-muted">
            <StateBadge state={run.state} /> <Situation run={run} queueMessages={queueMessages} />
          </p>
          <RerenderActions number={run.number} state={run.state} pacePerMinute={run.pacePerMinute} />
        </div>
      </Card>
    </div>
  );
}

function Situation({ run, queueMessages }: { run: RerenderView; queueMessages: number }) {
  if (run.state === "paused") return run.note ?? "It continues from here when resumed.";
  const pace = `At most ${run.pacePerMinute.toLocaleString("en")} a minute`;
  const others = Math.max(0, queueMessages - run.waiting);
  if (run.passNumber > 1) return "A last pass makes sure that nothing was missed.";
  return (
    <>
      {pace}, {run.waiting.toLocaleString("en")} requested and in progress.
      {run.secondsLeft !== undefined && run.secondsLeft > 0 && ` At least ${formatDuration(run.secondsLeft)} left.`}
      {others > 0 && ` ${others.toLocaleString("en")} in the queue go first.`}
    </>
  );
}

function StateBadge({ state }: { state: RerenderView["state"] }) {
  return <Badge tone={state === "done" ? "good" : state === "running" ? "accent" : "neutral"}>{state}</Badge>;
}

function Recipe({ view: { recipe } }: { view: RenditionsView }) {
  return (
    <Card title={`Recipe ${recipe.version}`}>
      <div className="-mx-5 -mb-5 overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-y border-line text-left text-[0.8125rem] text-muted">
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                Rendition
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 font-medium">
                Pixels
              </th>
              <th scope="col" className="px-2 py-2 sm:px-3 text-right font-medium">
                Quality
              </th>
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                Animated
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {recipe.renditions.map((rendition) => (
              <tr key={rendition.name}>
                <th scope="row" className="px-4 py-2.5 sm:px-5 text-left font-medium">
                  {rendition.name}{" "}
                  <span className="text-[0.8125rem] font-normal text-muted">
                    {toFormatNames([rendition.contentType])}
                  </span>
                  {rendition.onlyFor && (
                    <span className="block text-[0.8125rem] font-normal text-muted">
                      of {toFormatNames(rendition.onlyFor)} only
                    </span>
                  )}
                </th>
                <td className="tabular px-2 py-2.5 sm:px-3">
                  <span className="whitespace-nowrap">
                    {rendition.width} × {rendition.height}
                  </span>{" "}
                  <span className="text-muted">{rendition.fit === "cover" ? "cropped" : "at most"}</span>
                </td>
                <td className="tabular px-2 py-2.5 sm:px-3 text-right">{rendition.quality}</td>
                <td className="px-4 py-2.5 sm:px-5">{rendition.isAnimated ? "yes" : "no"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** "HEIC, TIFF" */
function toFormatNames(contentTypes: string[]): string {
  return contentTypes.map((type) => type.replace("image/", "").toUpperCase()).join(", ");
}

function Cost({ view: { estimate } }: { view: RenditionsView }) {
  return (
    <Card title="Cost of rendering everything" note={`on AWS, ${estimate.region}`}>
      <p className="text-2xl font-semibold tracking-tight tabular">{formatDollars(estimate.dollars)}</p>
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        once, for {estimate.images.toLocaleString("en")} images, at list prices of {estimate.pricesAsOf}; on a machine
        of your own nothing but its time
      </p>
      <dl className="mt-4 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 text-sm">
        {estimate.lines.map(({ what, dollars }) => (
          <div key={what} className="contents">
            <dt className="text-muted">{costLabels[what] ?? what}</dt>
            <dd className="text-right tabular">{formatDollars(dollars)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-[0.8125rem] text-muted">
        For four hours an image’s old renditions are kept beside the new ones, since open pages still link to them.
      </p>
    </Card>
  );
}

function Failures({ failures, nextCursor }: { failures: RerenderFailureView[]; nextCursor: string | undefined }) {
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

function History({ runs }: { runs: RerenderView[] }) {
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

/** "$12.30", "less than $0.01" */
function formatDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return "less than $0.01";
  return `$${dollars.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function formatDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.ceil(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour" : `${hours} hours`;
  return `${Math.ceil(hours / 24)} days`;
}
