import type { Metadata } from "next";
import { webServices } from "#app/_server/web-services.ts";
import {
  type Finding,
  type FindingKind,
  findingKinds,
  type IntegrityRun,
  MAX_FINDINGS,
} from "#lib/integrity/integrity-run.ts";
import { listIntegrityRuns } from "#lib/integrity/manage-runs.ts";
import { getPatrol } from "#lib/integrity/patrol-findings.ts";
import { AutoRefresh } from "../_components/auto-refresh.tsx";
import { Badge } from "../_components/badge.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../_components/data-table.tsx";
import { Moment } from "../_components/moment.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { FindingPlace, OpenFaults, onlyPeople } from "./_components/open-faults.tsx";
import { RunButtons } from "./_components/run-buttons.tsx";

export const metadata: Metadata = { title: "Integrity" };

const REFRESH_SECONDS = 15;

export default async function IntegrityPage() {
  await requireAdmin();
  const services = webServices();
  const [runs, patrol] = await Promise.all([listIntegrityRuns(services), getPatrol(services)]);
  const [latest, ...earlier] = runs;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title="Integrity"
        actions={<RunButtons unfinishedId={latest && latest.phase !== "done" ? latest.id : undefined} />}
      >
        Compares bucket and table, both ways, and every sum with what it sums up. A patrol looks at a part of everything
        each minute; a check of all of it runs once a day.
      </PageTitle>
      <h2 className="mb-3 font-semibold tracking-tight">Open now</h2>
      <OpenFaults patrol={patrol} />
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Last check</h2>
      {latest ? <Run run={latest} /> : <EmptyState>Nothing has been checked yet.</EmptyState>}
      {earlier.length > 0 && (
        <>
          <h2 className="mt-8 mb-3 font-semibold tracking-tight">Earlier checks</h2>
          <Earlier runs={earlier} />
        </>
      )}
    </>
  );
}

function Run({ run }: { run: IntegrityRun }) {
  const kinds = Object.entries(run.counts) as [FindingKind, number][];
  return (
    <>
      <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone={run.phase === "done" ? (kinds.length === 0 ? "good" : "bad") : "accent"}>
          {run.phase !== "done" ? `under way: ${run.phase}` : kinds.length === 0 ? "in order" : "found something"}
        </Badge>
        <span>
          Begun <Moment at={run.startedAt} /> UTC
        </span>
        <span className="tabular">
          {run.checked.users.toLocaleString("en")} users, {run.checked.images.toLocaleString("en")} images,{" "}
          {run.checked.objects.toLocaleString("en")} objects
        </span>
      </p>
      {kinds.length === 0 ? (
        <EmptyState>No problems found{run.phase === "done" ? "." : " so far."}</EmptyState>
      ) : (
        <>
          <DataTable
            label="What was found, by kind"
            columns={[
              { label: "What" },
              { label: "Found", isFigure: true },
              { label: "Repaired", isFigure: true },
              { label: "Repair" },
            ]}
          >
            {kinds.map(([kind, count]) => (
              <tr key={kind}>
                <td className={`${cellClass} font-medium`}>{findingKinds[kind].label}</td>
                <td className={figureCellClass}>{count.toLocaleString("en")}</td>
                <td className={figureCellClass}>{(run.repaired[kind] ?? 0).toLocaleString("en")}</td>
                <td className={`${cellClass} text-muted`}>{findingKinds[kind].repair ?? onlyPeople}</td>
              </tr>
            ))}
          </DataTable>
          <h2 className="mt-8 mb-3 font-semibold tracking-tight">
            {run.findings.length < MAX_FINDINGS ? "Findings" : `The first ${MAX_FINDINGS} findings`}
          </h2>
          <Findings findings={run.findings} />
        </>
      )}
    </>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <DataTable
      label="Findings"
      columns={[{ label: "What" }, { label: "Where" }, { label: "Detail" }, { label: "State" }]}
    >
      {findings.map((finding) => (
        <tr key={`${finding.kind} ${finding.where} ${finding.detail}`}>
          <td className={cellClass}>{findingKinds[finding.kind].label}</td>
          <td className={`${cellClass} max-w-md text-[0.8125rem] break-all`}>
            <FindingPlace finding={finding} />
          </td>
          <td className={`${cellClass} max-w-sm break-words text-muted`}>{finding.detail}</td>
          <td className={cellClass}>
            <Badge tone={finding.repaired ? "good" : "bad"}>{finding.repaired ? "repaired" : "open"}</Badge>
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

function Earlier({ runs }: { runs: IntegrityRun[] }) {
  const sum = (counts: Partial<Record<string, number>>) =>
    Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
  return (
    <DataTable
      label="Earlier checks"
      columns={[
        { label: "Begun (UTC)" },
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
