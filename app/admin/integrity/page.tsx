import type { Metadata } from "next";
import { formatCount } from "#app/_components/format-count.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
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

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("integrity") };
}

const REFRESH_SECONDS = 15;

export default async function IntegrityPage() {
  await requireAdmin();
  const t = await getTranslations("adminIntegrity");
  const common = await getTranslations("admin");
  const view = await getIntegrityView(webServices());
  const { latest, earlier, images } = view;
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title={common("integrity")}
        actions={<RunButtons unfinishedId={isUnfinished(latest) ? latest.id : undefined} images={images} />}
      >
        {t("note")}
      </PageTitle>
      <h2 className="mb-3 font-semibold tracking-tight">{t("openFindings")}</h2>
      <OpenFindings view={view} />
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">{t("lastCheck")}</h2>
      {latest ? <Run run={latest} view={view} /> : <EmptyState>{t("nothingChecked")}</EmptyState>}
      {earlier.length > 0 && (
        <>
          <h2 className="mt-8 mb-3 font-semibold tracking-tight">{t("earlierChecks")}</h2>
          <Earlier runs={earlier} />
        </>
      )}
    </>
  );
}

async function OpenFindings({ view: { walk, open } }: { view: IntegrityView }) {
  const t = await getTranslations("adminIntegrity");
  if (!walk) return <EmptyState>{t("firstCheck")}</EmptyState>;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <WalkStatus walk={walk} />
        {open.some(({ canRepair }) => canRepair) && <RepairFindingsButton />}
      </div>
      {open.length === 0 ? <EmptyState>{t("noOpenFindings")}</EmptyState> : <FindingGroups groups={open} canRepair />}
    </>
  );
}

async function WalkStatus({ walk: { at, findings, lastRound, checked } }: { walk: WalkView }) {
  const t = await getTranslations("adminIntegrity");
  const common = await getTranslations("admin");
  const count = findings.length;
  const open = t("open", { count: count < MAX_FINDINGS ? count : common("atLeast", { count }) });
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <Badge tone={count === 0 ? "good" : "bad"}>{count === 0 ? t("noProblemsYet") : open}</Badge>
      <span>{t.rich("lastChecked", { time: <Moment key="time" at={at} /> })}</span>
      <span className="tabular">
        {t(lastRound ? "lastRound" : "firstRound")} <Counts of={lastRound ?? checked} />
      </span>
      {lastRound && lastRound.finishedAt !== at && (
        <span>{t.rich("lastComplete", { time: <Moment key="time" at={lastRound.finishedAt} /> })}</span>
      )}
    </p>
  );
}

async function Run({ run, view: { latestFound, images } }: { run: IntegrityRun; view: IntegrityView }) {
  const t = await getTranslations("adminIntegrity");
  const common = await getTranslations("admin");
  const isDone = run.phase === "done";
  const isClean = latestFound.length === 0;
  return (
    <>
      <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone={isDone ? (isClean ? "good" : "bad") : "accent"}>
          {t(!isDone ? "inProgress" : isClean ? "noProblemsYet" : "problemsFound")}
        </Badge>
        <span>{t.rich("started", { time: <Moment key="time" at={run.startedAt} /> })}</span>
        <span className="tabular">
          <Counts of={run.checked} />
        </span>
      </p>
      {!isDone && (
        <div className="mb-4 max-w-xl">
          <ProgressBar
            part={images > 0 ? run.checked.images / images : 0}
            label={common("imagesOf", { done: run.checked.images, total: images })}
          />
        </div>
      )}
      {isClean ? (
        <EmptyState>{t(isDone ? "noProblems" : "noProblemsSoFar")}</EmptyState>
      ) : (
        <FindingGroups groups={latestFound} />
      )}
    </>
  );
}

async function Earlier({ runs }: { runs: IntegrityRun[] }) {
  const t = await getTranslations("adminIntegrity");
  const common = await getTranslations("admin");
  const count = (value: number) => formatCount(value, t.locale);
  const sum = (counts: Partial<Record<string, number>>) =>
    Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
  return (
    <DataTable
      label={t("earlierChecks")}
      columns={[
        { label: t("startedUtc") },
        { label: t("mode") },
        { label: common("users"), isFigure: true },
        { label: common("images"), isFigure: true },
        { label: t("foundColumn"), isFigure: true },
        { label: t("repairedColumn"), isFigure: true },
      ]}
    >
      {runs.map((run) => (
        <tr key={run.id}>
          <td className={cellClass}>
            <Moment at={run.startedAt} />
          </td>
          <td className={cellClass}>{t(`mode_${run.mode}`)}</td>
          <td className={figureCellClass}>{count(run.checked.users)}</td>
          <td className={figureCellClass}>{count(run.checked.images)}</td>
          <td className={figureCellClass}>{count(sum(run.counts))}</td>
          <td className={figureCellClass}>{count(sum(run.repaired))}</td>
        </tr>
      ))}
    </DataTable>
  );
}

async function Counts({ of: { users, images, objects } }: { of: IntegrityRun["checked"] }) {
  const t = await getTranslations("adminIntegrity");
  return [
    t("usersCount", { count: users }),
    t("imagesCount", { count: images }),
    t("objectsCount", { count: objects }),
  ].join(", ");
}

function isUnfinished(run: IntegrityRun | undefined): run is IntegrityRun {
  return run !== undefined && run.phase !== "done";
}
