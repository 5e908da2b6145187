import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
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
import { describeFailure } from "../../_components/describe-failure.ts";
import { DiscardButton, RetryButton } from "../../_components/repair-actions.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("adminProcessing"))("kindTitle") };
}

const PAGE_SIZE = 50;

export default async function FailureGroupPage(props: {
  params: Promise<{ fingerprint: string }>;
  searchParams: Search;
}) {
  await requireAdmin();
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  const sentences = await getTranslations("failures");
  const { fingerprint } = await props.params;
  const { group, failures, nextCursor } = await listFromCursor(
    firstParam((await props.searchParams).cursor),
    (cursor) => getFailureGroup(webServices(), { fingerprint, limit: PAGE_SIZE, cursor }),
  ).catch((error: unknown) => {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  });
  const count = group.isMore ? common("atLeast", { count: group.count }) : formatCount(group.count, t.locale);
  const type = group.contentType;
  const stage = group.stage && t(`stage_${group.stage}`);
  return (
    <>
      <Link href="/admin/processing" className={buttonClass("quiet", "small", "-ml-2.5 mb-2 text-muted")}>
        <ArrowLeft className="size-4" aria-hidden="true" />
        {common("processing")}
      </Link>
      <PageTitle
        title={group.code}
        actions={
          failures.length > 0 && (
            <>
              <RetryButton selection={{ fingerprint }} look="primary">
                {t("retryAll")}
              </RetryButton>
              <DiscardButton selection={{ fingerprint }} what={t("allOfKind", { count: group.count })} />
            </>
          )
        }
      >
        <p className="break-words">{describeFailure(group, sentences)}</p>
        <p>
          {stage && type
            ? t("openAtOf", { count, stage, type })
            : stage
              ? t("openAt", { count, stage })
              : type
                ? t("openOf", { count, type })
                : t("openCount", { count })}
        </p>
      </PageTitle>
      {failures.length > 0 ? <Failures failures={failures} /> : <EmptyState>{t("noneLeft")}</EmptyState>}
      <NextPageLink cursor={nextCursor} label={common("older")} />
    </>
  );
}

async function Failures({ failures }: { failures: FailureView[] }) {
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  return (
    <DataTable
      label={t("failures")}
      columns={[
        { label: common("what") },
        { label: common("size"), isFigure: true },
        { label: common("when") },
        { label: common("actions"), isHidden: true },
      ]}
    >
      {failures.map((failure) => {
        const name = failure.kind === "image" ? failure.fileName : t("theMessage");
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
            <td className={figureCellClass}>{failure.kind === "image" && formatBytes(failure.bytes, t.locale)}</td>
            <td className={cellClass}>
              <Moment at={failure.failedAt} />
            </td>
            <td className={cellClass}>
              <div className="flex justify-end gap-1">
                <RetryButton selection={selection} label={t("retryOne", { name })}>
                  {t("retry")}
                </RetryButton>
                <DiscardButton selection={selection} what={name} label={t("discardOne", { name })} />
              </div>
            </td>
          </tr>
        );
      })}
    </DataTable>
  );
}
