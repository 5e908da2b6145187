"use client";

import { ChevronDown, FolderUp, Upload } from "lucide-react";
import type { ComponentProps } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { MenuButton } from "#app/_components/menu-button.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useChooseFiles } from "./use-choose-files.ts";

const loadItems = () => import("./upload-menu-items.tsx").then(({ UploadMenuItems }) => UploadMenuItems);

interface UploadButtonProps {
  label?: string;
  className?: string;
}

export function UploadButton({ label, className = buttonClass("primary") }: UploadButtonProps) {
  const t = useTranslations("adding");
  const { choosePhotos } = useChooseFiles();
  return (
    <ChooseButton onClick={choosePhotos} className={className}>
      <Upload className="size-4" aria-hidden="true" />
      {label ?? t("upload")}
    </ChooseButton>
  );
}

/** The button of a phone, which floats over the page. */
export function RoundUploadButton({ className }: { className: string }) {
  const t = useTranslations("adding");
  const { choosePhotos } = useChooseFiles();
  return (
    <ChooseButton
      onClick={choosePhotos}
      aria-label={t("upload")}
      data-round-button=""
      className={`grid size-14 place-items-center rounded-full bg-accent text-on-accent shadow-float ${className}`}
    >
      <Upload className="size-6" aria-hidden="true" />
    </ChooseButton>
  );
}

export function UploadFolderButton({ label, className = buttonClass() }: UploadButtonProps) {
  const t = useTranslations("adding");
  const { chooseFolder } = useChooseFiles();
  return (
    <ChooseButton onClick={chooseFolder} className={className}>
      <FolderUp className="size-4" aria-hidden="true" />
      {label ?? t("chooseFolder")}
    </ChooseButton>
  );
}

/** Looks ready before the page's scripts run, and can be pressed once they do. */
function ChooseButton({ className, ...props }: ComponentProps<"button">) {
  return (
    <button type="button" disabled={!useIsInteractive()} className={`${className} disabled:opacity-100`} {...props} />
  );
}

/** The button of every page, and beside it a menu for folders. */
export function UploadMenu() {
  const t = useTranslations("adding");
  return (
    <span className="flex">
      <UploadButton className={buttonClass("primary", "medium", "rounded-r-none")} />
      <MenuButton
        label={t("moreWays")}
        className={buttonClass(
          "primary",
          "medium",
          "rounded-l-none border-l border-page/30 px-2! disabled:opacity-100",
        )}
        load={loadItems}
        menu={{}}
      >
        <ChevronDown className="size-4" aria-hidden="true" />
      </MenuButton>
    </span>
  );
}
