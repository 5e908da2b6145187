"use client";

import { MapPin } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { FoundPlaceView } from "#lib/places/place-api.ts";
import { bound, fitBoxes, toScreen, toX, toY, type Viewport, zoomedBy } from "./map/viewport.ts";
import { WorldMap } from "./map/world-map.tsx";
import { Modal } from "./modal.tsx";
import { PlaceInput } from "./place-input.tsx";

/** From so near a city is seen as a whole. */
const CITY_ZOOM = 9;

export interface PlaceModalProps {
  onClose: () => void;
  /** Where the photo is now. */
  position?: Position | undefined;
  /** null: nowhere; "file": where the files say. */
  onChoose: (position: Position | null | "file") => void;
}

/** Asks where photos were taken: by name, or by a press on the map. */
export function PlaceModal(props: PlaceModalProps) {
  const t = useTranslations("places");
  return (
    <Modal isOpen onClose={props.onClose} title={t("place")} size="tall">
      <PlaceForm {...props} />
    </Modal>
  );
}

function PlaceForm({ onClose, onChoose, position }: PlaceModalProps) {
  const t = useTranslations("places");
  const [chosen, setChosen] = useState(position);
  const [viewport, setViewport] = useState<Viewport>(() => fitBoxes([], { width: 0, height: 0 }));

  const lookAt = ({ latitude, longitude }: Position, around: Viewport): Viewport =>
    bound({ ...around, x: toX(longitude), y: toY(latitude), zoom: Math.max(around.zoom, CITY_ZOOM) });

  function move(next: Viewport): void {
    // The first move is the map's own, once it knows its size.
    setViewport(viewport.width === 0 && chosen ? lookAt(chosen, next) : next);
  }

  function pick({ latitude, longitude }: FoundPlaceView): void {
    setChosen({ latitude, longitude });
    setViewport(lookAt({ latitude, longitude }, viewport));
  }

  function finish(answer: Position | null | "file"): void {
    onClose();
    onChoose(answer);
  }

  const pin = chosen && viewport.width > 0 ? toScreen(viewport, chosen) : undefined;
  return (
    <div className="grid gap-3">
      <PlaceInput onChoose={pick} />
      <WorldMap
        label={t("map")}
        viewport={viewport}
        onMove={move}
        onPick={({ latitude, longitude }) => setChosen({ latitude: round(latitude), longitude: round(longitude) })}
        className="h-60 rounded-xl border border-line"
      >
        {pin && (
          <MapPin
            className="pointer-events-none absolute size-8 -translate-x-1/2 -translate-y-full fill-accent text-on-accent"
            style={{ left: pin.left, top: pin.top }}
            aria-hidden="true"
          />
        )}
        <div className="absolute right-2 bottom-2 flex gap-1">
          <button
            type="button"
            className={buttonClass("secondary", "small")}
            onClick={() => setViewport(zoomedBy(viewport, 1))}
          >
            {t("zoomIn")}
          </button>
          <button
            type="button"
            className={buttonClass("secondary", "small")}
            onClick={() => setViewport(zoomedBy(viewport, -1))}
          >
            {t("zoomOut")}
          </button>
        </div>
      </WorldMap>
      <p role="status" className="tabular min-h-5 text-sm text-muted">
        {chosen ? `${chosen.latitude}, ${chosen.longitude}` : t("choose")}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <button type="button" className={buttonClass("quiet")} onClick={() => finish("file")}>
          {t("asFile")}
        </button>
        <button type="button" className={buttonClass("quiet")} onClick={() => finish(null)}>
          {t("nowhere")}
        </button>
        <button
          type="button"
          disabled={!chosen}
          className={buttonClass("primary")}
          onClick={() => chosen && finish(chosen)}
        >
          {t("set")}
        </button>
      </div>
    </div>
  );
}

/** To a metre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
