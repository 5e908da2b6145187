import type { Metadata } from "next";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { FailureGroupView, StuckImage } from "#lib/operations/failure-view.ts";
import { getProcessing } from "#lib/operations/view-processing.ts";
import { AutoRefresh } from "../_components/auto-refresh.tsx";
import { Badge } from "../_components/badge.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../_components/data-table.tsx";
import { FigureCard, FigureGrid } from "../_components/figure-card.tsx";
import { Moment } from "../_components/moment.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { describeFailure } from "./_components/describe-failure.ts";
import { DiscardButton, RetryAllButton, RetryButton } from "./_components/repair-actions.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("processing") };
}

const REFRESH_SECONDS = 15;

export default async function ProcessingPage() {
  await requireAdmin();
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  const { images, queue, groups, stuck } = await getProcessing(webServices());
  const exactly = (value: number) => formatCount(value, t.locale);
  const atLeast = (value: number) => (images.isMore ? common("atLeast", { count: value }) : exactly(value));
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title={common("processing")}
        actions={groups.length > 0 && <RetryAllButton failures={atLeast(images.failed)} />}
      >
        {t("note")}
      </PageTitle>
      <FigureGrid>
        <FigureCard label={common("ready")} value={exactly(images.ready)} />
        <FigureCard label={t("inProcessing")} value={atLeast(images.processing)} />
        <FigureCard label={common("uploading")} value={atLeast(images.uploading)} />
        <FigureCard
          label={common("failed")}
          value={atLeast(images.failed)}
          tone={images.failed > 0 ? "bad" : "normal"}
        />
        <FigureCard label={t("messages")} value={exactly(queue.messages)} />
        <FigureCard label={t("undelivered")} value={exactly(queue.deadLetters)} note={t("undeliveredNote")} />
      </FigureGrid>
      <h2 className="mb-3 font-semibold tracking-tight">{t("byKind")}</h2>
      {groups.length > 0 ? <Groups groups={groups} /> : <EmptyState>{t("nothingFailed")}</EmptyState>}
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">{t("stuck")}</h2>
      {stuck.length > 0 ? <Stuck images={stuck} /> : <EmptyState>{t("nothingStuck")}</EmptyState>}
    </>
  );
}

async function Groups({ groups }: { groups: FailureGroupView[] }) {
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  const failures = await getTranslations("failures");
  return (
    <DataTable
      label={t("byKind")}
      columns={[
        { label: t("whatHappened") },
        { label: t("stage") },
        { label: common("format") },
        { label: t("open"), isFigure: true },
        { label: t("last") },
        { label: common("actions"), isHidden: true },
      ]}
    >
      {groups.map((group) => (
        <tr key={group.fingerprint} className="hover:bg-raised/50">
          <td className={`${cellClass} max-w-sm`}>
            <Link
              href={`/admin/processing/groups/${group.fingerprint}`}
              className="rounded font-medium underline-offset-4 hover:text-accent hover:underline"
            >
              {group.code}
            </Link>
            <p className="text-[0.8125rem] break-words text-muted">{describeFailure(group, failures)}</p>
          </td>
          <td className={cellClass}>
            {group.stage ? t(`stage_${group.stage}`) : <span className="text-muted">{t("unknown")}</span>}
          </td>
          <td className={cellClass}>{group.contentType ?? <span className="text-muted">{t("any")}</span>}</td>
          <td className={figureCellClass}>
            {group.isMore ? common("atLeast", { count: group.count }) : formatCount(group.count, t.locale)}
          </td>
          <td className={cellClass}>{group.lastSeenAt && <Moment at={group.lastSeenAt} />}</td>
          <td className={cellClass}>
            <div className="flex justify-end gap-1">
              <RetryButton selection={{ fingerprint: group.fingerprint }} label={t("retryAllOf", { code: group.code })}>
                {t("retry")}
              </RetryButton>
              <DiscardButton
                selection={{ fingerprint: group.fingerprint }}
                what={t("allOfKind", { count: group.count })}
                label={t("discardAllOf", { code: group.code })}
              />
            </div>
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

async function Stuck({ images }: { images: StuckImage[] }) {
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  return (
    <DataTable
      label={t("stuckImages")}
      columns={[
        { label: common("image") },
        { label: common("state") },
        { label: t("since") },
        { label: t("whatToDo") },
        { label: common("actions"), isHidden: true },
      ]}
    >
      {images.map((image) => (
        <tr key={image.imageId}>
          <td className={`${cellClass} max-w-56 break-words`}>
            <Link
              href={`/admin/processing/images/${image.ownerId}/${image.imageId}`}
              className="rounded font-medium underline-offset-4 hover:text-accent hover:underline"
            >
              {image.fileName}
            </Link>
          </td>
          <td className={cellClass}>
            <Badge>{t(image.isBeingRemoved ? "beingDeleted" : `status_${image.status}`)}</Badge>
          </td>
          <td className={cellClass}>
            <Moment at={image.since} />
          </td>
          <td className={`${cellClass} max-w-md min-w-64 text-muted`}>{t(toAdvice(image))}</td>
          <td className={cellClass}>
            {image.isRetryable && (
              <RetryButton
                selection={{ images: [{ ownerId: image.ownerId, imageId: image.imageId }] }}
                label={t("renderOne", { name: image.fileName })}
              >
                {t("renderNow")}
              </RetryButton>
            )}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

function toAdvice({ isBeingRemoved, status, isRetryable }: StuckImage) {
  if (isBeingRemoved) return "advice_deleting";
  if (status === "processing") return "advice_processing";
  return isRetryable ? "advice_stored" : "advice_uploading";
}
