import type { Metadata } from "next";
import { webServices } from "#app/_server/web-services.ts";
import { type IntegrityRun, MAX_FINDINGS, type WalkView } from "#lib/integrity/walk-state.ts";
import { getIntegrityView, type IntegrityView } from "#lib/operations/get-integrity.ts";
import { AutoRefresh } from "../_components/auto-refresh.tsx";
import { Badge } from "../_components/badge.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../_components/data-table.tsx";
import { Moment } from "../_components/moment.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { ProgressBar } from "../renditions/_components/progress-bar.tsx";
import { FindingGroups } from "./_components/finding-groups.tsx";
import { RepairFindingsButton } from "./_components/repair-buttons.tsx";
import { RunButtons } from "./_components/run-buttons.tsx";

export const metadata: Metadata = { title: "Integrity" };

const REFRESH_SECONDS = 15;

export default async function IntegrityPage() {
  await requireAdmin();
  const view = await getIntegrityView(webServices());
  const { latest, earlier, images } = view;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title="Integrity"
        actions={<RunButtons unfinishedId={isUnfinished(latest) ? latest.id : undefined} images={images} />}
      >
        Checks that stored files and database records match, a little every minute and everything once a day.
      </PageTitle>
      <h2 className="mb-3 font-semibold tracking-tight">Open findings</h2>
      <OpenFindings view={view} />
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Last check</h2>
      {latest ? <Run run={latest} view={view} /> : <EmptyState>Nothing has been checked yet.</EmptyState>}
      {earlier.length > 0 && (
        <>
          <h2 className="mt-8 mb-3 font-semibold tracking-tight">Earlier checks</h2>
          <Earlier runs={earlier} />
        </>
      )}
    </>
  );
}

function OpenFindings({ view: { walk, open } }: { view: IntegrityView }) {
  if (!walk) return <EmptyState>The first check starts within a minute.</EmptyState>;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <WalkStatus walk={walk} />
        {open.some(({ repair }) => repair) && <RepairFindingsButton />}
      </div>
      {open.length === 0 ? <EmptyState>No open findings.</EmptyState> : <FindingGroups groups={open} canRepair />}
    </>
  );
}

function WalkStatus({ walk: { at, findings, lastRound, checked } }: { walk: WalkView }) {
  const open = `${findings.length}${findings.length < MAX_FINDINGS ? "" : "+"} open`;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <Badge tone={findings.length === 0 ? "good" : "bad"}>{findings.length === 0 ? "no problems" : open}</Badge>
      <span>
        Last checked <Moment at={at} /> UTC
      </span>
      <span className="tabular">
        {lastRound ? "Last round" : "First round so far"}: <Counts of={lastRound ?? checked} />
      </span>
      {lastRound && lastRound.finishedAt !== at && (
        <span>
          Last complete round <Moment at={lastRound.finishedAt} />
        </span>
      )}
    </p>
  );
}

function Run({ run, view: { latestFound, images } }: { run: IntegrityRun; view: IntegrityView }) {
  const isDone = run.phase === "done";
  const isClean = latestFound.length === 0;
  return (
    <>
      <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone={isDone ? (isClean ? "good" : "bad") : "accent"}>
          {!isDone ? "in progress" : isClean ? "no problems" : "problems found"}
        </Badge>
        <span>
          Started <Moment at={run.startedAt} /> UTC
        </span>
        <span className="tabular">
          <Counts of={run.checked} />
        </span>
      </p>
      {!isDone && (
        <div className="mb-4 max-w-xl">
          <ProgressBar
            part={images > 0 ? run.checked.images / images : 0}
            label={`${run.checked.images.toLocaleString("en")} of ${images.toLocaleString("en")} images`}
          />
        </div>
      )}
      {isClean ? (
        <EmptyState>{isDone ? "No problems found." : "No problems found so far."}</EmptyState>
      ) : (
        <FindingGroups groups={latestFound} />
      )}
    </>
  );
}

function Earlier({ runs }: { runs: IntegrityRun[] }) {
  const sum = (counts: Partial<Record<string, number>>) =>
    Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
  return (
    <DataTable
      label="Earlier checks"
      columns={[
        { label: "Started (UTC)" },
        { label: "Mode" },
        { label: "Users", isFigure: true },
        { label: "Images", isFigure: true },
        { label: "Found", isFigure: true },
        { label: "Repaired", isFigure: true },
      ]}
    >
      {runs.map((run) => (
        <tr key={run.id}>
          <td className={cellClass}>
            <Moment at={run.startedAt} />
          </td>
          <td className={cellClass}>{run.mode === "repair" ? "check and repair" : "check"}</td>
          <td className={figureCellClass}>{run.checked.users.toLocaleString("en")}</td>
          <td className={figureCellClass}>{run.checked.images.toLocaleString("en")}</td>
          <td className={figureCellClass}>{sum(run.counts).toLocaleString("en")}</td>
          <td className={figureCellClass}>{sum(run.repaired).toLocaleString("en")}</td>
        </tr>
      ))}
    </DataTable>
  );
}

function Counts({ of: { users, images, objects } }: { of: IntegrityRun["checked"] }) {
  return [count(users, "user"), count(images, "image"), count(objects, "object")].join(", ");
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

function isUnfinished(run: IntegrityRun | undefined): run is IntegrityRun {
  return run !== undefined && run.phase !== "done";
}
