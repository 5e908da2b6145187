"use client";

import { FolderUp, Upload } from "lucide-react";
import { type ChangeEvent, useEffect, useRef } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { useLibrary } from "../library-context.ts";
import { acceptPictures } from "./upload-limits.ts";

interface UploadButtonProps {
  label?: string;
  className?: string;
}

export function UploadButton({ label, className = buttonClass("primary") }: UploadButtonProps) {
  const t = useTranslations("upload");
  const { limits, uploadFiles } = useLibrary();
  const isInteractive = useIsInteractive();
  const input = useRef<HTMLInputElement>(null);

  function take({ target }: ChangeEvent<HTMLInputElement>): void {
    uploadFiles([...(target.files ?? [])].map((file) => ({ file, path: file.name })));
    // So that choosing the same files again is a change again.
    target.value = "";
  }

  return (
    <>
      <button
        type="button"
        disabled={!isInteractive}
        onClick={() => input.current?.click()}
        className={`${className} disabled:opacity-100`}
      >
        <Upload className="size-4" aria-hidden="true" />
        {label ?? t("upload")}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={`${acceptPictures(limits)},.zip`}
        onChange={take}
        aria-label={t("files")}
        data-testid="file-input"
      />
    </>
  );
}

export function UploadFolderButton({ className = buttonClass() }: { className?: string }) {
  const t = useTranslations("upload");
  const { uploadFiles } = useLibrary();
  const isInteractive = useIsInteractive();
  const input = useRef<HTMLInputElement>(null);
  // React knows no attribute for choosing folders.
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = true;
  }, []);

  function take({ target }: ChangeEvent<HTMLInputElement>): void {
    uploadFiles([...(target.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    target.value = "";
  }

  return (
    <>
      <button
        type="button"
        disabled={!isInteractive}
        onClick={() => input.current?.click()}
        className={`${className} disabled:opacity-100`}
      >
        <FolderUp className="size-4" aria-hidden="true" />
        {t("chooseFolder")}
      </button>
      <input ref={input} type="file" multiple hidden onChange={take} aria-label={t("folder")} />
    </>
  );
}
