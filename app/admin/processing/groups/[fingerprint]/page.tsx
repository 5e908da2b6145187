import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import type { FailureView } from "#lib/operations/failure-view.ts";
import { getFailureGroup } from "#lib/operations/view-processing.ts";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../../../_components/data-table.tsx";
import { listFromCursor } from "../../../_components/list-from-cursor.ts";
import { Moment } from "../../../_components/moment.tsx";
import { NextPageLink } from "../../../_components/next-page-link.tsx";
import { PageTitle } from "../../../_components/page-title.tsx";
import { requireAdmin } from "../../../_components/require-admin.ts";
import { firstParam, type Search } from "../../../_components/search-params.ts";
import { DiscardButton, RetryButton } from "../../_components/repair-actions.tsx";

export const metadata: Metadata = { title: "Failures of one kind" };

const PAGE_SIZE = 50;

export default async function FailureGroupPage(props: {
  params: Promise<{ fingerprint: string }>;
  searchParams: Search;
}) {
  await requireAdmin();
  const { fingerprint } = await props.params;
  const { group, failures, nextCursor } = await listFromCursor(
    firstParam((await props.searchParams).cursor),
    (cursor) => getFailureGroup(webServices(), { fingerprint, limit: PAGE_SIZE, cursor }),
  ).catch((error: unknown) => {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  });
  const where = [group.stage && `while at “${group.stage}”`, group.contentType && `of ${group.contentType}`];
  return (
    <>
      <Link href="/admin/processing" className={buttonClass("quiet", "small", "-ml-2.5 mb-2 text-muted")}>
        <ArrowLeft className="size-4" aria-hidden="true" />
        Processing
      </Link>
      <PageTitle
        title={group.code}
        actions={
          failures.length > 0 && (
            <>
              <RetryButton selection={{ fingerprint }} look="primary">
                Retry all
              </RetryButton>
              <DiscardButton selection={{ fingerprint }} what={`all ${group.count} of this kind`} />
            </>
          )
        }
      >
        <p className="break-words">{group.message}</p>
        <p>
          {group.count.toLocaleString("en")}
          {group.isMore && "+"} open {where.filter(Boolean).join(", ")}
        </p>
      </PageTitle>
      {failures.length > 0 ? <Failures failures={failures} /> : <EmptyState>None left.</EmptyState>}
      <NextPageLink cursor={nextCursor} label="Older" />
    </>
  );
}

function Failures({ failures }: { failures: FailureView[] }) {
  return (
    <DataTable
      label="Failures"
      columns={[
        { label: "What" },
        { label: "Size", isFigure: true },
        { label: "When (UTC)" },
        { label: "Actions", isHidden: true },
      ]}
    >
      {failures.map((failure) => {
        const name = failure.kind === "image" ? failure.fileName : "the message";
        const selection =
          failure.kind === "image"
            ? { images: [{ ownerId: failure.ownerId, imageId: failure.imageId }] }
            : { messageIds: [failure.messageId] };
        return (
          <tr key={failure.kind === "image" ? failure.imageId : failure.messageId}>
            <td className={`${cellClass} max-w-lg break-words`}>
              {failure.kind === "image" ? (
                <Link
                  href={`/admin/processing/images/${failure.ownerId}/${failure.imageId}`}
                  className="rounded font-medium underline-offset-4 hover:text-accent hover:underline"
                >
                  {failure.fileName}
                </Link>
              ) : (
                <code className="text-xs break-all whitespace-pre-wrap">{failure.body}</code>
              )}
            </td>
            <td className={figureCellClass}>{failure.kind === "image" && formatBytes(failure.bytes)}</td>
            <td className={cellClass}>
              <Moment at={failure.failedAt} />
            </td>
            <td className={cellClass}>
              <div className="flex justify-end gap-1">
                <RetryButton selection={selection} label={`Retry ${name}`}>
                  Retry
                </RetryButton>
                <DiscardButton selection={selection} what={name} label={`Discard ${name}`} />
              </div>
            </td>
          </tr>
        );
      })}
    </DataTable>
  );
}
