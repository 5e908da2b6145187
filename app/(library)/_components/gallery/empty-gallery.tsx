"use client";

import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { UploadButton, UploadFolderButton } from "../upload/upload-button.tsx";
import { useChooseFiles } from "../upload/use-choose-files.ts";

/** What a new user sees: an invitation to bring photos. */
export function EmptyGallery() {
  const t = useTranslations("gallery");
  const { chooseExport } = useChooseFiles();
  return (
    <div className="mx-auto flex max-w-md flex-col items-center py-[12vh] text-center">
      <svg viewBox="0 0 200 140" className="w-52" aria-hidden="true" focusable="false">
        <rect x="18" y="34" width="76" height="76" rx="8" className="fill-raised" transform="rotate(-7 56 72)" />
        <rect x="108" y="34" width="76" height="76" rx="8" className="fill-raised" transform="rotate(6 146 72)" />
        <rect x="56" y="18" width="92" height="92" rx="10" className="fill-surface stroke-line" strokeWidth="2" />
        <circle cx="122" cy="46" r="9" className="fill-lamp" />
        <path d="M64 96l24-30 17 19 11-12 24 23a6 6 0 0 1-4 6H70a6 6 0 0 1-6-6z" className="fill-accent opacity-80" />
      </svg>
      <h2 className="mt-6 text-xl font-semibold tracking-tight">{t("empty")}</h2>
      <p className="mt-2 text-muted">{t("emptyHelp")}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <UploadButton label={t("choosePhotos")} className={buttonClass("primary", "large")} />
        <UploadFolderButton className={buttonClass("secondary", "large")} />
      </div>
      <button
        type="button"
        disabled={!useIsInteractive()}
        className="mt-6 rounded text-sm text-accent underline touch-target"
        onClick={chooseExport}
      >
        {t("emptyImport")}
      </button>
    </div>
  );
}
