"use client";

import { lazy, Suspense } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { AddPhotosProps } from "./add-photos.tsx";

/** Most links let nobody add photos, so what does is fetched by those that do. */
const Fetched = lazy(() =>
  import("./add-photos.tsx").then(
    ({ AddPhotos }) => ({ default: AddPhotos }),
    () => ({ default: NotFetched }),
  ),
);

export function AddPhotos(props: AddPhotosProps) {
  return (
    <Suspense>
      <Fetched {...props} />
    </Suspense>
  );
}

/** The photos stay to be looked at. */
function NotFetched() {
  const t = useTranslations("problems");
  return <p className="mb-6 text-sm text-muted">{t("unreachable")}</p>;
}
