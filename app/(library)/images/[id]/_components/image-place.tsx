"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { Link } from "#app/_components/link.tsx";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useLibrary } from "../../../_components/library-context.ts";
import { loadWhenShown } from "../../../_components/load-when-shown.tsx";
import { PlaceDialog } from "../../../_components/place-dialog.tsx";
import { toPlaceName } from "../../../_components/place-input.tsx";
import { formatPosition } from "./format-shot.ts";

const NEAR_ZOOM = 11;
const PlaceMap = loadWhenShown(() => import("./place-map.tsx").then((map) => map.PlaceMap), { isMissed: false });

/** Where a photo was taken; changed where it is read. */
export function ImagePlace({ image }: { image: ImageView }) {
  const { gallery } = useLibrary();
  const t = useTranslations("viewer");
  const [isEditing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isInteractive = useIsInteractive();
  const { position, place } = image;

  async function save(chosen: Position | null | "file"): Promise<void> {
    try {
      const body = { position: chosen };
      const answer = await callApi<{ image: ImageView }>(`/api/images/${image.id}`, { method: "PATCH", body });
      gallery.update([answer.image]);
      setProblem(undefined);
    } catch (error) {
      setProblem(toErrorMessage(error));
    }
  }

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
      <button
        type="button"
        disabled={!isInteractive}
        aria-label={t("changePlace")}
        className={buttonClass("quiet", "smallIcon")}
        onClick={() => setEditing(true)}
      >
        <Pencil className="size-4 text-muted" aria-hidden="true" />
      </button>
      <PlaceDialog
        isOpen={isEditing}
        onClose={() => setEditing(false)}
        position={position && { latitude: position.latitude, longitude: position.longitude }}
        onChoose={(chosen) => void save(chosen)}
      />
    </div>
  );
}

/** The address of the map around a place. */
function toMap({ latitude, longitude }: Position): string {
  return `/map?at=${latitude},${longitude},${NEAR_ZOOM}`;
}
