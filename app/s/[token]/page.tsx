import type { Metadata } from "next";
import { cache } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { GiveMessages } from "#app/_messages/give-messages.tsx";
import { webServices } from "#app/_server/web-services.ts";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { recordVisit } from "#lib/shares/open-share.ts";
import { needsUnlocking } from "#lib/shares/share.ts";
import { countSharedMonths, listSharedImages } from "#lib/shares/view-shared-images.ts";
import { DownloadShared } from "./_components/download-shared.tsx";
import { FileList } from "./_components/file-list.tsx";
import { FreshUrls } from "./_components/fresh-urls.tsx";
import { AddPhotos } from "./_components/late-add-photos.tsx";
import { LockedShare } from "./_components/locked-share.tsx";
import { PAGE_SIZE } from "./_components/page-path.ts";
import { readShared } from "./_components/read-shared.ts";
import { SharedGrid } from "./_components/shared-grid.tsx";
import { SharedMonths, SharedPages } from "./_components/shared-pages.tsx";

/** A list of names is a small page. */
const FILES_PAGE_SIZE = 1_000;

interface PageProps {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What a link shows, with one page of its photos; asked for once per request. */
const readPage = cache(async (token: string, given: string, files: boolean) => {
  const found = await readShared(token);
  if (!("shared" in found)) return found;
  const { shared, viewer, askedAtMs } = found;
  const start = Math.min(Math.max(0, Math.trunc(Number(given)) || 0), shared.count);
  const areFiles = files && shared.canDownload;
  const limit = areFiles ? FILES_PAGE_SIZE : PAGE_SIZE;
  const { images } = await listSharedImages(webServices(), viewer, { limit, start }, askedAtMs);
  return { ...found, start, limit, areFiles, images };
});

async function readSharedPage({ params, searchParams }: PageProps) {
  const { start, files } = await searchParams;
  return readPage((await params).token, String(start), files !== undefined);
}

/** Previews in messengers show title and a first photo, unless the link asks for a password or counts its visits. */
export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const t = await getTranslations("shared");
  const common = await getTranslations("common");
  const found = await readSharedPage(props);
  if (!("shared" in found) || needsUnlocking(found.share)) return { title: t("untitled") };
  const title = found.shared.title ?? t("untitled");
  const { images } = found;
  const cover = images[0]?.renditions.large ?? images[0]?.renditions.medium;
  const description = common("photos", { count: found.shared.count });
  return {
    title,
    description,
    openGraph: { type: "website", title, description, ...(cover ? { images: [cover] } : {}) },
  };
}

export default async function SharePage(props: PageProps) {
  const { token } = await props.params;
  const { refused } = await props.searchParams;
  const t = await getTranslations("shared");
  const tShares = await getTranslations("shares");
  const common = await getTranslations("common");
  const found = await readSharedPage(props);
  if (!("shared" in found)) {
    const code = typeof refused === "string" ? refused : undefined;
    return <LockedShare token={token} needsPassword={found.needsPassword} refused={code} />;
  }
  const { shared, viewer, visitor, owner, by, images, start, limit, areFiles, askedAtMs } = found;
  const ownerName = owner.name ?? owner.email;
  const title =
    shared.title ?? (shared.kind === "timeline" ? tShares("timelineOf", { owner: ownerName }) : t("untitled"));
  const [months] = await Promise.all([
    countSharedMonths(webServices(), viewer, askedAtMs),
    recordVisit(webServices(), found, visitor),
  ]);
  return (
    <div className="mx-auto max-w-[120rem] px-2 pb-16 sm:px-6">
      <FreshUrls />
      <header className="flex h-15 items-center px-1 sm:px-0">
        <Wordmark />
        {by && (
          <Link href="/shared" className={buttonClass("quiet", "small", "ml-auto")}>
            {tShares("sharedWithMe")}
          </Link>
        )}
      </header>
      <main id="content" tabIndex={-1} className="outline-none">
        <div className="flex flex-wrap items-start justify-between gap-3 px-1 pt-2 pb-5 sm:px-0">
          <div className="min-w-0">
            <h1 className="text-2xl font-semibold tracking-tight break-words">{title}</h1>
            <p className="mt-1 text-sm text-muted">
              {common("photos", { count: shared.count })}
              {by && ` · ${t("sharedBy", { owner: ownerName })}`}
            </p>
          </div>
          {shared.canDownload && shared.count > 1 && (
            <DownloadShared token={token} title={title} total={shared.count} />
          )}
        </div>
        {shared.canAdd && (
          <GiveMessages areas={["adding", "upload", "leftOut", "failures"]}>
            <AddPhotos
              token={token}
              isGuest={!by}
              limits={{ maxBytes: webServices().config.maxUploadBytes, contentTypeByExtension }}
            />
          </GiveMessages>
        )}
        {!shared.isComplete && (
          <p role="status" className="px-1 pb-4 text-sm text-muted sm:px-0">
            {t("reading")}
          </p>
        )}
        {images.length === 0 ? (
          shared.isComplete && <p className="px-1 text-muted sm:px-0">{t("none")}</p>
        ) : areFiles ? (
          <FileList token={token} images={images} start={start} />
        ) : (
          <>
            {shared.count > limit && <SharedMonths token={token} months={months} />}
            <SharedGrid token={token} images={images} months={months} start={start} />
          </>
        )}
        <SharedPages token={token} areFiles={areFiles} start={start} limit={limit} total={shared.count} />
      </main>
    </div>
  );
}
