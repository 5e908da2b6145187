"use client";

import {
  ArrowLeft,
  Download,
  Ellipsis,
  FileImage,
  Heart,
  Info,
  Maximize,
  Minimize,
  Pause,
  Play,
  RotateCwSquare,
  Share2,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { MenuButton } from "#app/_components/menu-button.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { ShareDialog } from "../../../_components/share/share-dialog.tsx";
import { fadingClass } from "./fading-class.ts";
import { nameOfPhoto } from "./name-of-photo.ts";
import type { Details } from "./use-details.ts";
import type { ViewerAction } from "./viewer-menu.tsx";

interface ViewerBarProps {
  image: ImageListItem;
  backTo: string;
  backLabel: string;
  details: Details;
  slideshow: { isPlaying: boolean; toggle: () => void };
  fullScreen: { isPossible: boolean; isOn: boolean; toggle: () => void };
  onBack: () => void;
  onFavourite: () => void;
  onRotate: () => void;
  onDownload: (variant?: "full") => void;
  onTrash: () => void;
}

const look = (size: "icon" | "medium", extra = "") => buttonClass("onDark", size, `disabled:opacity-100 ${extra}`);
const loadMenu = () => import("./viewer-menu.tsx").then(({ ViewerMenu }) => ViewerMenu);

/**
 * The way back, the name of the photo, and what can be done with it; on a phone most of that is behind a button, so
 * that the name can be read.
 */
export function ViewerBar(props: ViewerBarProps) {
  const { image, backTo, backLabel, details, slideshow, fullScreen } = props;
  const t = useTranslations("viewer");
  const common = useTranslations("common");
  const gallery = useTranslations("gallery");
  const keyboard = useTranslations("keyboard");
  const isInteractive = useIsInteractive();
  const shares = useTranslations("shares");
  const [isSharing, setSharing] = useState(false);
  const isTrashed = image.trashedAt !== undefined;
  const isShareable = !isTrashed && image.status === "ready";

  const actions: ViewerAction[] = [];
  if (isShareable) {
    actions.push({ label: shares("share"), Icon: Share2, onSelect: () => setSharing(true) });
  }
  const onDownload = () => props.onDownload();
  actions.push({ label: t("download"), Icon: Download, onSelect: onDownload, keys: "d", hasLabel: true });
  if (canRotate(image)) {
    const words = { label: t("rotate"), title: t("rotateHelp"), keys: "r" };
    actions.push({ ...words, Icon: RotateCwSquare, onSelect: props.onRotate });
  }
  if (image.renditions.full) {
    const onSelect = () => props.onDownload("full");
    actions.push({ label: t("downloadJpeg"), Icon: FileImage, onSelect, hasLabel: true });
  }
  const playing = { Icon: slideshow.isPlaying ? Pause : Play, isOn: slideshow.isPlaying };
  actions.push({ label: keyboard("slideshow"), ...playing, onSelect: slideshow.toggle, keys: "s" });
  if (fullScreen.isPossible) {
    const filling = { Icon: fullScreen.isOn ? Minimize : Maximize, isOn: fullScreen.isOn };
    actions.push({ label: keyboard("fullScreen"), ...filling, onSelect: fullScreen.toggle, keys: "f" });
  }
  if (!isTrashed) {
    actions.push({ label: common("delete"), Icon: Trash2, onSelect: props.onTrash, keys: "Delete", hasLabel: true });
  }

  const showing = { label: t("details"), Icon: Info, onSelect: details.toggle, keys: "i" };

  return (
    <div data-controls="fading" className={`flex items-center gap-1 px-2 py-2 sm:px-3 ${fadingClass}`}>
      <Link href={backTo} onClick={props.onBack} aria-label={backLabel} className={buttonClass("onDark", "icon")}>
        <ArrowLeft className="size-5" aria-hidden="true" />
      </Link>
      <h1 className="min-w-0 flex-1 truncate px-1 text-sm font-medium" title={image.fileName}>
        {nameOfPhoto(image)}
      </h1>
      <button
        type="button"
        aria-label={t("favourite")}
        aria-pressed={image.favourite}
        aria-keyshortcuts="l"
        title={t(image.favourite ? "removeFromFavourites" : "addToFavourites")}
        className={look("icon")}
        disabled={!isInteractive}
        onClick={props.onFavourite}
      >
        <Heart className={`size-5 ${image.favourite ? "fill-current" : ""}`} aria-hidden="true" />
      </button>
      {actions.map((action) => (
        <BarButton key={action.label} action={action} className="max-sm:hidden" />
      ))}
      <BarButton action={{ ...showing, isOn: details.areShown }} className="max-lg:hidden" />
      <BarButton action={{ ...showing, isOn: details.isSheetOpen }} className="lg:hidden" />
      <span className="sm:hidden">
        <MenuButton label={gallery("moreActions")} className={look("icon")} load={loadMenu} menu={{ actions }}>
          <Ellipsis className="size-5" aria-hidden="true" />
        </MenuButton>
      </span>
      {isShareable && (
        <ShareDialog
          target={{ ids: [image.id] }}
          what={t("thisPhoto")}
          isOpen={isSharing}
          onClose={() => setSharing(false)}
        />
      )}
    </div>
  );
}

function BarButton({ action, className = "" }: { action: ViewerAction; className?: string }) {
  const { label, title, Icon, onSelect, keys, isOn, hasLabel = false } = action;
  const isInteractive = useIsInteractive();
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isOn}
      aria-keyshortcuts={keys}
      title={title ?? label}
      className={look(hasLabel ? "medium" : "icon", `max-xl:size-10 max-xl:px-0 aria-pressed:bg-white/15 ${className}`)}
      disabled={!isInteractive}
      onClick={onSelect}
    >
      <Icon className="size-5 shrink-0" aria-hidden="true" />
      {hasLabel && <span className="max-xl:hidden">{label}</span>}
    </button>
  );
}

/** Whether there is a picture to turn, which its owner has not thrown away. */
export function canRotate({ status, trashedAt }: ImageListItem): boolean {
  return status === "ready" && trashedAt === undefined;
}
