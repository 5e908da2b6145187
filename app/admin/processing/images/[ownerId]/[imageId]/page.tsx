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
import type { ProcessingEvent } from "#lib/images/processing-event.ts";
import type { ImageAdminView } from "#lib/operations/processing-api.ts";
import { viewProcessingRecord } from "#lib/operations/view-image.ts";
import { Badge } from "../../../../_components/badge.tsx";
import { Card } from "../../../../_components/card.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../../../../_components/data-table.tsx";
import { Moment } from "../../../../_components/moment.tsx";
import { PageTitle } from "../../../../_components/page-title.tsx";
import { requireAdmin } from "../../../../_components/require-admin.ts";
import { describeFailure } from "../../../_components/describe-failure.ts";
import { DiscardButton, RetryButton } from "../../../_components/repair-actions.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("adminProcessing"))("record") };
}

export default async function ProcessingRecordPage({
  params,
}: {
  params: Promise<{ ownerId: string; imageId: string }>;
}) {
  const { by } = await requireAdmin();
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
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
        {group ? t("allOfThisKind") : common("processing")}
      </Link>
      <PageTitle
        title={image.fileName}
        actions={
          image.status === "failed" && (
            <>
              <RetryButton selection={selection} look="primary">
                {t("retry")}
              </RetryButton>
              {!image.failureDiscardedAt && <DiscardButton selection={selection} what={image.fileName} />}
            </>
          )
        }
      >
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={image.status === "failed" ? "bad" : "neutral"}>{t(`status_${image.status}`)}</Badge>
          {image.failureCode && <Badge tone="bad">{image.failureCode}</Badge>}
          {image.failureDiscardedAt && <Badge>{t("discarded")}</Badge>}
        </span>
      </PageTitle>
      <Card title={common("image")} note={t("onlyOwner")}>
        <Facts image={image} />
      </Card>
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">{t("record")}</h2>
      {events.length > 0 ? <Events events={events} /> : <EmptyState>{t("noRecord")}</EmptyState>}
    </>
  );
}

async function Facts({ image }: { image: ImageAdminView }) {
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  const facts = {
    [common("format")]: image.contentType,
    [common("size")]: formatBytes(image.bytes, t.locale),
    "SHA-256": image.sha256,
    [t("id")]: image.id,
    [t("traceId")]: image.traceId,
    [t("recipe")]: image.recipeVersion ?? t("notRendered"),
  };
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
      <dt className="text-muted">{t("owner")}</dt>
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

async function Events({ events }: { events: ProcessingEvent[] }) {
  const t = await getTranslations("adminProcessing");
  const common = await getTranslations("admin");
  const steps = await getTranslations("processing");
  const failures = await getTranslations("failures");
  return (
    <DataTable
      label={t("record")}
      columns={[
        { label: common("when") },
        { label: t("step") },
        { label: t("attempt"), isFigure: true },
        { label: t("took"), isFigure: true },
        { label: t("memory"), isFigure: true },
        { label: common("why") },
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
            <Badge tone={/failed$/.test(event.step) ? "bad" : "neutral"}>{steps(event.step)}</Badge>
          </td>
          <td className={figureCellClass}>{event.attempt}</td>
          <td className={figureCellClass}>
            {event.durationMs !== undefined && `${formatCount(Math.round(event.durationMs), t.locale)} ms`}
          </td>
          <td className={figureCellClass}>
            {event.peakMemoryBytes !== undefined && formatBytes(event.peakMemoryBytes, t.locale)}
          </td>
          <td className={`${cellClass} max-w-md break-words text-muted`}>
            {[
              event.code,
              event.message && describeFailure({ code: event.code ?? "", message: event.message }, failures),
            ]
              .filter(Boolean)
              .join(": ")}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}
