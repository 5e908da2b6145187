import { ArrowLeft, ChevronLeft, ChevronRight, Download } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { FittedPicture } from "#app/_components/fitted-picture.tsx";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import { toPlaceholder } from "#app/(library)/_components/gallery/tile/placeholder.ts";
import { recordVisit } from "#lib/shares/open-share.ts";
import { countSharedBefore, getSharedImage } from "#lib/shares/view-shared-images.ts";
import { PAGE_SIZE, toPagePath } from "../_components/page-path.ts";
import { PhotoKeys } from "../_components/photo-keys.tsx";
import { orNotFound, readShared } from "../_components/read-shared.ts";

interface PageProps {
  params: Promise<{ token: string; imageId: string }>;
}

const readImage = cache(async (token: string, imageId: string) => {
  const found = await readShared(token);
  if (!("shared" in found)) redirect(`/s/${encodeURIComponent(token)}`);
  const { viewer, shared, visitor, askedAtMs } = found;
  await recordVisit(webServices(), found, visitor);
  const shown = await getSharedImage(webServices(), viewer, imageId, askedAtMs).catch((error) => {
    throw orNotFound(error);
  });
  return { ...shown, viewer, shared, askedAtMs };
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { token, imageId } = await params;
  const { image, shared } = await readImage(token, imageId);
  return { title: image.fileName ?? shared.title ?? (await getTranslations("shared"))("untitledPhoto") };
}

/** One photo of a share by itself, with links to those beside it. */
export default async function SharedImagePage({ params }: PageProps) {
  const { token, imageId } = await params;
  const { image, previousId, nextId, shared, viewer, askedAtMs } = await readImage(token, imageId);
  const before = await countSharedBefore(webServices(), viewer, imageId, askedAtMs);
  const best = image.renditions.large ?? image.renditions.medium ?? image.renditions.thumbnail;
  const { width = best?.width ?? 1, height = best?.height ?? 1 } = image;
  const placeholder = image.transparent ? undefined : toPlaceholder(image.thumbhash);
  const t = await getTranslations("shared");
  const name = image.fileName ?? t("photo");
  const up = toPagePath(token, before - (before % PAGE_SIZE), imageId);
  const [previous, next] = [previousId, nextId].map((id) => id && `/s/${token}/${id}`);
  return (
    <div className="dark flex h-dvh flex-col bg-black text-white">
      <PhotoKeys up={up} previous={previous} next={next} />
      <header className="flex items-center gap-2 px-2 py-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
        <Link href={up} aria-label={t("all")} className={buttonClass("onDark", "icon", "rounded-full")}>
          <ArrowLeft className="size-5" aria-hidden="true" />
        </Link>
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-sm font-medium">{name}</h1>
          {image.takenAt && (
            <p className="tabular truncate text-xs text-white/80">
              <time dateTime={image.takenAt}>{formatTaken(image.takenAt, t.locale)}</time>
            </p>
          )}
        </div>
        {shared.canDownload && (
          <a
            href={`/api/shared/${token}/images/${imageId}/download`}
            className={buttonClass("onDark", "medium", "rounded-full")}
          >
            <Download className="size-4" aria-hidden="true" />
            {t("download")}
          </a>
        )}
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="[container-type:size] relative grid min-h-0 flex-1 place-items-center overflow-hidden pb-2 outline-none"
      >
        {best && (
          <FittedPicture width={width} height={height}>
            {/* biome-ignore lint/performance/noImgElement: people's pictures never pass through Next's optimizer */}
            <img
              src={best.url}
              width={best.width}
              height={best.height}
              alt={name}
              fetchPriority="high"
              data-rotation={image.rotation}
              className={`size-full ${image.transparent ? "checkerboard" : "bg-cover bg-center"}`}
              style={placeholder ? { backgroundImage: `url(${placeholder})` } : {}}
            />
          </FittedPicture>
        )}
        <nav aria-label={t("others")}>
          {previous && (
            <Step href={previous} label={t("previous")} side="left-2">
              <ChevronLeft className="size-6" aria-hidden="true" />
            </Step>
          )}
          {next && (
            <Step href={next} label={t("next")} side="right-2">
              <ChevronRight className="size-6" aria-hidden="true" />
            </Step>
          )}
        </nav>
      </main>
    </div>
  );
}

function Step({ href, label, side, children }: StepProps) {
  return (
    <Link
      href={href}
      // Leafing through leaves no trail: Back leads to all photos.
      replace
      aria-label={label}
      className={`absolute top-1/2 ${side} grid size-11 -translate-y-1/2 place-items-center rounded-full bg-black/55 text-white hover:bg-black/80`}
    >
      {children}
    </Link>
  );
}

interface StepProps {
  href: string;
  label: string;
  side: string;
  children: React.ReactNode;
}

/** The clock on the wall where the photo was taken, whatever the reader's is. */
function formatTaken(takenAt: string, locale: string): string {
  const wallClock = `${takenAt.slice(0, "2024-05-01T10:00".length)}Z`;
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(new Date(wallClock));
}
