import type { Metadata } from "next";
import Link from "next/link";
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
import { DiscardButton, RetryAllButton, RetryButton } from "./_components/repair-actions.tsx";

export const metadata: Metadata = { title: "Processing" };

const REFRESH_SECONDS = 15;

export default async function ProcessingPage() {
  await requireAdmin();
  const { images, queue, groups, stuck } = await getProcessing(webServices());
  const more = images.isMore ? "+" : "";
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title="Processing"
        actions={groups.length > 0 && <RetryAllButton failures={`${images.failed.toLocaleString("en")}${more}`} />}
      >
        How many photos are ready, which ones failed and why, and which are stuck.
      </PageTitle>
      <FigureGrid>
        <FigureCard label="Ready" value={images.ready.toLocaleString("en")} />
        <FigureCard label="Processing" value={`${images.processing.toLocaleString("en")}${more}`} />
        <FigureCard label="Uploading" value={`${images.uploading.toLocaleString("en")}${more}`} />
        <FigureCard
          label="Failed"
          value={`${images.failed.toLocaleString("en")}${more}`}
          tone={images.failed > 0 ? "bad" : "normal"}
        />
        <FigureCard label="Messages in the queue" value={queue.messages.toLocaleString("en")} />
        <FigureCard
          label="Undelivered jobs"
          value={queue.deadLetters.toLocaleString("en")}
          note="listed below within a minute"
        />
      </FigureGrid>
      <h2 className="mb-3 font-semibold tracking-tight">Failures by kind</h2>
      {groups.length > 0 ? <Groups groups={groups} /> : <EmptyState>Nothing has failed.</EmptyState>}
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Stuck</h2>
      {stuck.length > 0 ? <Stuck images={stuck} /> : <EmptyState>Nothing is stuck.</EmptyState>}
    </>
  );
}

function Groups({ groups }: { groups: FailureGroupView[] }) {
  return (
    <DataTable
      label="Failures by kind"
      columns={[
        { label: "What happened" },
        { label: "Stage" },
        { label: "Format" },
        { label: "Open", isFigure: true },
        { label: "Last (UTC)" },
        { label: "Actions", isHidden: true },
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
            <p className="text-[0.8125rem] break-words text-muted">{group.message}</p>
          </td>
          <td className={cellClass}>{group.stage ?? <span className="text-muted">unknown</span>}</td>
          <td className={cellClass}>{group.contentType ?? <span className="text-muted">any</span>}</td>
          <td className={figureCellClass}>
            {group.count.toLocaleString("en")}
            {group.isMore && "+"}
          </td>
          <td className={cellClass}>{group.lastSeenAt && <Moment at={group.lastSeenAt} />}</td>
          <td className={cellClass}>
            <div className="flex justify-end gap-1">
              <RetryButton selection={{ fingerprint: group.fingerprint }} label={`Retry all of ${group.code}`}>
                Retry
              </RetryButton>
              <DiscardButton
                selection={{ fingerprint: group.fingerprint }}
                what={`all ${group.count} of this kind`}
                label={`Discard all of ${group.code}`}
              />
            </div>
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

function Stuck({ images }: { images: StuckImage[] }) {
  return (
    <DataTable
      label="Stuck images"
      columns={[
        { label: "Image" },
        { label: "State" },
        { label: "Since (UTC)" },
        { label: "What to do" },
        { label: "Actions", isHidden: true },
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
            <Badge>{image.isBeingRemoved ? "being deleted" : image.status}</Badge>
          </td>
          <td className={cellClass}>
            <Moment at={image.since} />
          </td>
          <td className={`${cellClass} max-w-md min-w-64 text-muted`}>{image.advice}</td>
          <td className={cellClass}>
            {image.isRetryable && (
              <RetryButton
                selection={{ images: [{ ownerId: image.ownerId, imageId: image.imageId }] }}
                label={`Render ${image.fileName} now`}
              >
                Render now
              </RetryButton>
            )}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}
