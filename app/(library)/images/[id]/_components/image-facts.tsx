"use client";

import {
  Aperture,
  CalendarDays,
  FileImage,
  FileText,
  FileWarning,
  type LucideIcon,
  MapPin,
  UploadCloud,
  UserRound,
} from "lucide-react";
import type { ReactNode } from "react";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { Link } from "#app/_components/link.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageCollections } from "#lib/images/collection.ts";
import { MAX_RATING } from "#lib/images/embedded-text.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { formatExposure, nameOfType } from "./format-shot.ts";
import { ImageCollectionFacts } from "./image-collection-facts.tsx";
import { ImagePlace } from "./image-place.tsx";
import { ImageTime } from "./image-time.tsx";
import { ImageWords } from "./image-words.tsx";
import { ProcessingRecord } from "./processing-record.tsx";

export function ImageFacts({ image, collections }: { image: ImageView; collections: ImageCollections }) {
  const t = useTranslations("viewer");
  const tShares = useTranslations("shares");
  const { shot } = image;
  const cameraLine = [shot?.camera, shot && formatExposure(shot, t.locale)].filter(Boolean).join(" · ");
  return (
    <aside aria-label={t("details")} className="overflow-y-auto px-5 pt-6 pb-24 max-lg:pt-2 sm:px-6 lg:h-dvh">
      <h2 className="mb-4 font-semibold tracking-tight max-lg:sr-only max-lg:noscript:not-sr-only">{t("details")}</h2>
      <ImageWords image={image} />
      <ImageCollectionFacts image={image} collections={collections} />
      <dl className="mt-6 space-y-5 border-t border-line pt-6 text-sm">
        <Fact Icon={FileImage} term={t("file")}>
          <p className="break-all">{image.fileName}</p>
          <p className="tabular text-muted">
            {nameOfType(image.contentType)} · {formatBytes(image.bytes, t.locale)}
          </p>
          {image.width && image.height && (
            <p className="tabular text-muted">
              {t("pixels", { width: String(image.width), height: String(image.height) })}
              {image.frames !== undefined && image.frames > 1 && <> · {t("frames", { count: image.frames })}</>}
            </p>
          )}
        </Fact>
        {image.incomplete && (
          <Fact Icon={FileWarning} term={t("incomplete")}>
            <p>{t("incompleteNote")}</p>
          </Fact>
        )}
        <Fact Icon={CalendarDays} term={t("taken")}>
          <ImageTime image={image} />
        </Fact>
        {shot && (cameraLine || shot.lens) && (
          <Fact Icon={Aperture} term={t("camera")}>
            {cameraLine && <p className="tabular">{cameraLine}</p>}
            {shot.lens && <p className="text-muted">{shot.lens}</p>}
          </Fact>
        )}
        {(image.embedded?.keywords || image.embedded?.rating !== undefined) && <EmbeddedText text={image.embedded} />}
        <Fact Icon={MapPin} term={t("place")}>
          <ImagePlace image={image} />
        </Fact>
        <Fact Icon={UploadCloud} term={t("uploaded")}>
          <LocalTime at={image.uploadedAt} />
          {image.status === "ready" && !image.takenAt && <p className="text-muted">{t("sortedByUpload")}</p>}
        </Fact>
        {image.addedBy && (
          <Fact Icon={UserRound} term={t("addedBy")}>
            <Link
              href={`/shares/${image.addedBy.shareId}?guest=${image.addedBy.guestId}`}
              className="rounded break-words underline underline-offset-4"
            >
              {image.addedBy.name ?? tShares("aGuest")}
            </Link>
          </Fact>
        )}
      </dl>
      <ProcessingRecord id={image.id} status={image.status} />
    </aside>
  );
}

/** What else is written in the file about itself. */
function EmbeddedText({ text }: { text: NonNullable<ImageView["embedded"]> }) {
  const t = useTranslations("viewer");
  return (
    <Fact Icon={FileText} term={t("inFile")}>
      {text.keywords && <p className="break-words text-muted">{text.keywords.join(" · ")}</p>}
      {text.rating !== undefined && (
        <p className="text-muted">{t("stars", { rating: text.rating, max: MAX_RATING })}</p>
      )}
    </Fact>
  );
}

function Fact(props: { Icon: LucideIcon; term: string; children: ReactNode }) {
  return (
    <div className="relative pl-8">
      <dt className="text-xs text-muted">
        <props.Icon className="absolute top-0.5 left-0 size-4.5 text-muted" aria-hidden="true" />
        {props.term}
      </dt>
      <dd className="mt-0.5">{props.children}</dd>
    </div>
  );
}
