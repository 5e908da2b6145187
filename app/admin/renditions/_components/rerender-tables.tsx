import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { RerenderFailureView, RerenderView } from "#lib/operations/get-renditions.ts";
import { Badge } from "../../_components/badge.tsx";
import { cellClass, DataTable, figureCellClass } from "../../_components/data-table.tsx";
import { Moment } from "../../_components/moment.tsx";
import { NextPageLink } from "../../_components/next-page-link.tsx";
import { describeFailure } from "../../processing/_components/describe-failure.ts";

export async function Failures({
  failures,
  nextCursor,
}: {
  failures: RerenderFailureView[];
  nextCursor: string | undefined;
}) {
  const t = await getTranslations("adminRenditions");
  const common = await getTranslations("admin");
  const sentences = await getTranslations("failures");
  return (
    <>
      <h2 className="mt-8 mb-1 font-semibold tracking-tight">{t("failures")}</h2>
      <p className="mb-3 text-sm text-muted">{t("failuresNote")}</p>
      <DataTable
        label={t("failureList")}
        columns={[
          { label: common("image") },
          { label: common("why") },
          { label: common("format") },
          { label: common("when") },
        ]}
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
              <p className="text-[0.8125rem] break-words text-muted">{describeFailure(failure, sentences)}</p>
            </td>
            <td className={cellClass}>{failure.contentType}</td>
            <td className={cellClass}>
              <Moment at={failure.failedAt} />
            </td>
          </tr>
        ))}
      </DataTable>
      <NextPageLink cursor={nextCursor} label={common("older")} />
    </>
  );
}

export async function History({ runs }: { runs: RerenderView[] }) {
  const t = await getTranslations("adminRenditions");
  const common = await getTranslations("admin");
  const count = (value: number) => formatCount(value, t.locale);
  return (
    <DataTable
      label={t("rerenders")}
      columns={[
        { label: t("number"), isFigure: true },
        { label: common("state") },
        { label: t("recipe") },
        { label: common("what") },
        { label: common("images"), isFigure: true },
        { label: t("rendered"), isFigure: true },
        { label: common("failed"), isFigure: true },
        { label: t("startedUtc") },
        { label: t("endedUtc") },
        { label: t("by") },
      ]}
    >
      {runs.map((run) => (
        <tr key={run.number}>
          <td className={figureCellClass}>{run.number}</td>
          <td className={`${cellClass} max-w-64`}>
            <StateBadge state={run.state} />
            {run.note && (
              <p className="mt-1 text-[0.8125rem] break-words text-muted">
                {t(run.state === "paused" ? "pausedByItself" : "otherRecipe")}
              </p>
            )}
          </td>
          <td className={cellClass}>{run.recipeVersion}</td>
          <td className={cellClass}>{t(run.isForced ? "allImages" : "olderRecipes")}</td>
          <td className={figureCellClass}>{count(run.total)}</td>
          <td className={figureCellClass}>{count(run.rendered)}</td>
          <td className={figureCellClass}>{count(run.failed)}</td>
          <td className={cellClass}>
            <Moment at={run.startedAt} />
          </td>
          <td className={cellClass}>{run.finishedAt && <Moment at={run.finishedAt} />}</td>
          <td className={cellClass}>{run.startedBy ?? <span className="text-muted">{common("automatic")}</span>}</td>
        </tr>
      ))}
    </DataTable>
  );
}

export async function StateBadge({ state }: { state: RerenderView["state"] }) {
  const t = await getTranslations("adminRenditions");
  const tone = state === "done" ? "good" : state === "running" ? "accent" : "neutral";
  return <Badge tone={tone}>{t(`state_${state}`)}</Badge>;
}
