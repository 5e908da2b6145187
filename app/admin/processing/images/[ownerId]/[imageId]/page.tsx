import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import type { ProcessingEvent } from "#lib/images/processing-event.ts";
import type { ImageAdminView } from "#lib/operations/processing-api.ts";
import { viewProcessingRecord } from "#lib/operations/view-image.ts";
import { Badge } from "../../../../_components/badge.tsx";
import { Card } from "../../../../_components/card.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../../../../_components/data-table.tsx";
import { Moment } from "../../../../_components/moment.tsx";
import { PageTitle } from "../../../../_components/page-title.tsx";
import { requireAdmin } from "../../../../_components/require-admin.ts";
import { DiscardButton, RetryButton } from "../../../_components/repair-actions.tsx";

export const metadata: Metadata = { title: "Processing record" };

export default async function ProcessingRecordPage({
  params,
}: {
  params: Promise<{ ownerId: string; imageId: string }>;
}) {
  const { by } = await requireAdmin();
  const { image, events } = await viewProcessingRecord(webServices(), by, await params).catch((error: unknown) => {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  });
  const selection = { images: [{ ownerId: image.ownerId, imageId: image.id }] };
  const group = image.failureFingerprint;
  return (
    <>
      <Link
        href={group ? `/admin/processing/groups/${group}` : "/admin/processing"}
        className={buttonClass("quiet", "small", "-ml-2.5 mb-2 text-muted")}
      >
        <ArrowLeft className="size-4" aria-hidden="true" />
        {group ? "All of this kind" : "Processing"}
      </Link>
      <PageTitle
        title={image.fileName}
        actions={
          image.status === "failed" && (
            <>
              <RetryButton selection={selection} look="primary">
                Retry
              </RetryButton>
              {!image.failureDiscardedAt && <DiscardButton selection={selection} what={image.fileName} />}
            </>
          )
        }
      >
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={image.status === "failed" ? "bad" : "neutral"}>{image.status}</Badge>
          {image.failureCode && <Badge tone="bad">{image.failureCode}</Badge>}
          {image.failureDiscardedAt && <Badge>discarded</Badge>}
        </span>
      </PageTitle>
      <Card title="Image" note="Only the owner can view this photo.">
        <Facts image={image} />
      </Card>
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Processing record</h2>
      {events.length > 0 ? <Events events={events} /> : <EmptyState>Nothing was recorded.</EmptyState>}
    </>
  );
}

function Facts({ image }: { image: ImageAdminView }) {
  const facts = {
    Format: image.contentType,
    Size: formatBytes(image.bytes),
    "SHA-256": image.sha256,
    Id: image.id,
    "Trace id": image.traceId,
    Recipe: image.recipeVersion ?? "not rendered",
  };
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
      <dt className="text-muted">Owner</dt>
      <dd>
        <Link
          href={`/admin/users/${image.ownerId}`}
          className="rounded break-all underline-offset-4 hover:text-accent hover:underline"
        >
          {image.ownerEmail ?? image.ownerId}
        </Link>
      </dd>
      {Object.entries(facts).map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Events({ events }: { events: ProcessingEvent[] }) {
  return (
    <DataTable
      label="Processing record"
      columns={[
        { label: "When (UTC)" },
        { label: "Step" },
        { label: "Attempt", isFigure: true },
        { label: "Took", isFigure: true },
        { label: "Memory", isFigure: true },
        { label: "Why" },
      ]}
    >
      {events.map((event, index) => (
        // Entries are never changed nor reordered.
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may share their moment
        <tr key={index}>
          <td className={cellClass}>
            <Moment at={event.at} />
          </td>
          <td className={cellClass}>
            <Badge tone={/failed$/.test(event.step) ? "bad" : "neutral"}>{event.step.replaceAll("_", " ")}</Badge>
          </td>
          <td className={figureCellClass}>{event.attempt}</td>
          <td className={figureCellClass}>
            {event.durationMs !== undefined && `${Math.round(event.durationMs).toLocaleString("en")} ms`}
          </td>
          <td className={figureCellClass}>
            {event.peakMemoryBytes !== undefined && formatBytes(event.peakMemoryBytes)}
          </td>
          <td className={`${cellClass} max-w-md break-words text-muted`}>
            {[event.code, event.message].filter(Boolean).join(": ")}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}
