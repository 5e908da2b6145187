"use client";

import { useState } from "react";
import { Link } from "#app/_components/link.tsx";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { loadWhenShown } from "../../../_components/load-when-shown.tsx";
import { PlaceDialog } from "../../../_components/place-dialog.tsx";
import { toPlaceName } from "../../../_components/place-input.tsx";
import { EditButton, useEditImage } from "./edit-form.tsx";
import { formatPosition } from "./format-shot.ts";

const NEAR_ZOOM = 11;
const PlaceMap = loadWhenShown(() => import("./place-map.tsx").then((map) => map.PlaceMap), { isMissed: false });

/** Where a photo was taken; changed where it is read. */
export function ImagePlace({ image }: { image: ImageView }) {
  const t = useTranslations("viewer");
  const [isEditing, setEditing] = useState(false);
  const { problem, edit } = useEditImage(image.id);
  const { position, place } = image;

  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {position ? (
          <>
            {place && <p>{toPlaceName(place, t.language)}</p>}
            <p className="tabular text-muted">
              <Link href={toMap(position)} className="underline underline-offset-2">
                {formatPosition(position, t)}
              </Link>
            </p>
            <p className="text-muted">{t(position.source === "owner" ? "setByYou" : "onlyYou")}</p>
            <div className="mt-2 h-36 overflow-hidden rounded-xl border border-line bg-accent-soft">
              <PlaceMap at={position} href={toMap(position)} />
            </div>
          </>
        ) : (
          <p className="text-muted">{t("notKnown")}</p>
        )}
        <ProblemLine message={problem} />
      </div>
      <EditButton label={t("changePlace")} onClick={() => setEditing(true)} />
      <PlaceDialog
        isOpen={isEditing}
        onClose={() => setEditing(false)}
        position={position && { latitude: position.latitude, longitude: position.longitude }}
        onChoose={(chosen) => void edit({ position: chosen })}
      />
    </div>
  );
}

/** The address of the map around a place. */
function toMap({ latitude, longitude }: Position): string {
  return `/map?at=${latitude},${longitude},${NEAR_ZOOM}`;
}
