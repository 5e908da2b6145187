"use client";

import { Images, Minus, Plus, SquareDashed } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { MapView } from "#lib/library/map-api.ts";
import { type Box, fitBoxes, toBox, toScreen, type Viewport, zoomedBy } from "../../../_components/map/viewport.ts";
import { WorldMap } from "../../../_components/map/world-map.tsx";
import { MapMarker } from "./map-marker.tsx";
import { useClusters } from "./use-clusters.ts";
import { readViewport, rememberViewport } from "./viewport-address.ts";

/** Pixels beyond the edge at which a marker is still drawn. */
const OVERHANG = 32;
/** Browsers take a hundred addresses in a few seconds, and a drag makes more: after so long without a move. */
const REST_MS = 300;
/** A size until the map has been measured. */
const UNKNOWN = { width: 0, height: 0 };

/** All photos that have a place, as clusters that part as the map comes nearer. */
export function PhotoMap({ first }: { first: MapView }) {
  const router = useRouter();
  const t = useTranslations("places");
  const common = useTranslations("common");
  const [viewport, setViewport] = useState<Viewport>(() => fitBoxes([], UNKNOWN));
  const [isDrawing, setDrawing] = useState(false);
  const isMeasured = viewport.width > 0;
  const { clusters, isReading } = useClusters(viewport, first);

  function onMove(next: Viewport): void {
    const boxes = first.clusters.map(({ box }) => box);
    setViewport(isMeasured ? next : (readViewport(next) ?? fitBoxes(boxes, next)));
  }
  useEffect(() => {
    if (!isMeasured) return;
    const timer = setTimeout(() => rememberViewport(viewport), REST_MS);
    return () => clearTimeout(timer);
  }, [viewport, isMeasured]);

  const showArea = (box: Box) => router.push(`/search?box=${box.map(round).join(",")}`);
  const shown = clusters.flatMap((cluster) => {
    const at = toScreen(viewport, cluster);
    const isWithin =
      at.left > -OVERHANG &&
      at.top > -OVERHANG &&
      at.left < viewport.width + OVERHANG &&
      at.top < viewport.height + OVERHANG;
    return isWithin ? [{ cluster, at }] : [];
  });
  const count = shown.reduce((sum, { cluster }) => sum + cluster.count, 0);
  const isEmpty = first.total === 0;
  return (
    <div className="-mx-3 -mt-5 -mb-28 sm:-mx-6">
      <WorldMap
        label={t("mapOfPhotos")}
        viewport={viewport}
        onMove={onMove}
        isDrawing={isDrawing}
        onDraw={(box) => {
          setDrawing(false);
          showArea(box);
        }}
        className="h-[calc(100dvh-var(--header)-var(--foot-bar))] sm:h-[calc(100dvh-var(--header))]"
      >
        {isMeasured && (
          <ul aria-label={t("photosOnMap")} className="contents">
            {shown.map(({ cluster, at }) => (
              <MapMarker key={cluster.image.id} cluster={cluster} at={at} />
            ))}
          </ul>
        )}
        <div className="absolute top-3 right-3 grid gap-2">
          <MapButton label={t("zoomIn")} onClick={() => setViewport(zoomedBy(viewport, 1))}>
            <Plus className="size-4.5" aria-hidden="true" />
          </MapButton>
          <MapButton label={t("zoomOut")} onClick={() => setViewport(zoomedBy(viewport, -1))}>
            <Minus className="size-4.5" aria-hidden="true" />
          </MapButton>
          <MapButton label={t("chooseArea")} isPressed={isDrawing} onClick={() => setDrawing(!isDrawing)}>
            <SquareDashed className="size-4.5" aria-hidden="true" />
          </MapButton>
        </div>
        {isDrawing && (
          <p role="status" className={`${noteClass} top-3`}>
            {t("dragArea")}
          </p>
        )}
        {isEmpty && <p className={`${noteClass} top-1/2 -translate-y-1/2`}>{t("noPlaces")}</p>}
        {count > 0 && (
          <button
            type="button"
            aria-live="polite"
            className={`${buttonClass("secondary", "medium", "rounded-full shadow-float")} absolute bottom-4 left-1/2 -translate-x-1/2`}
            onClick={() => showArea(toBox(viewport))}
          >
            <Images className="size-4 text-muted" aria-hidden="true" />
            {t("show", { count })}
          </button>
        )}
        {isReading && (
          <p role="status" className={`${noteClass} bottom-16`}>
            {common("libraryIsRead")}
          </p>
        )}
        <p className="pointer-events-none absolute right-2 bottom-1 text-[0.6875rem] text-muted max-sm:hidden">
          {t("sources")}
        </p>
      </WorldMap>
    </div>
  );
}

const noteClass =
  "pointer-events-none absolute left-1/2 w-max max-w-[calc(100%-8rem)] -translate-x-1/2 rounded-2xl border border-line bg-surface px-4 py-2 text-center text-sm shadow-float";

interface MapButtonProps {
  label: string;
  isPressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function MapButton({ label, isPressed, onClick, children }: MapButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
      className={buttonClass(isPressed ? "primary" : "secondary", "icon", "shadow-float")}
    >
      {children}
    </button>
  );
}

/** To a tenth of a metre, which no photo knows better. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
