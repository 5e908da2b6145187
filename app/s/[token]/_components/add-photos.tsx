"use client";

import { Check, CircleAlert, ImagePlus, LoaderCircle, RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { DropZone } from "#app/(library)/_components/upload/drop-zone.tsx";
import type { ChosenFile } from "#app/(library)/_components/upload/read-dropped-files.ts";
import { acceptPictures, type UploadLimits } from "#app/(library)/_components/upload/upload-limits.ts";
import { createGuestUploads, type GuestFile } from "./guest-uploads.ts";

/** What a guest calls themselves, kept for the next time. */
const NAME_KEY = "skylight.guestName";
const MAX_NAME_LENGTH = 60;
const MAX_ROWS = 60;

type Words = Translator<Catalogue["shared"]>;

export interface AddPhotosProps {
  token: string;
  limits: UploadLimits;
  /** Whether they have no account, and may say who they are. */
  isGuest: boolean;
}

/** Where visitors add photos to the album: chosen, or dropped anywhere on the page. */
export function AddPhotos({ token, limits, isGuest }: AddPhotosProps) {
  const t = useTranslations("shared");
  const router = useRouter();
  const isInteractive = useIsInteractive();
  const input = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const [{ files, isOffline }, setState] = useState<{ files: GuestFile[]; isOffline: boolean }>({
    files: [],
    isOffline: false,
  });
  const [uploads] = useState(() => {
    let shown = 0;
    return createGuestUploads(token, limits, (all, isAway) => {
      setState({ files: all, isOffline: isAway });
      const added = all.filter(({ phase }) => phase === "added").length;
      // Where nothing new is to be shown, the link may have ended, and what is said here would go with the page.
      if (added === shown || all.some(isUnderWay)) return;
      shown = added;
      router.refresh();
    });
  });

  function add(chosen: ChosenFile[]): void {
    const guestName = name.current?.value.trim() ?? "";
    if (isGuest) rememberName(guestName);
    void uploads.add(chosen, guestName);
  }

  function take({ target }: ChangeEvent<HTMLInputElement>): void {
    add([...(target.files ?? [])].map((file) => ({ file, path: file.name })));
    // So that choosing the same files again is a change again.
    target.value = "";
  }

  return (
    <section
      aria-label={t("addPhotos")}
      className="mb-6 max-w-xl space-y-4 rounded-2xl border border-line bg-surface p-4"
    >
      <p className="text-sm text-muted">{t("addHelp")}</p>
      <div className="flex flex-wrap items-end gap-3">
        {isGuest && (
          <div className="min-w-44 flex-1">
            <TextField
              ref={name}
              id="guest-name"
              label={t("yourName")}
              maxLength={MAX_NAME_LENGTH}
              autoComplete="name"
              defaultValue={isInteractive ? recallName() : ""}
              key={String(isInteractive)}
            />
          </div>
        )}
        <button
          type="button"
          disabled={!isInteractive}
          className={buttonClass("primary", "large")}
          onClick={() => input.current?.click()}
        >
          <ImagePlus className="size-4" aria-hidden="true" />
          {t("addPhotos")}
        </button>
      </div>
      <noscript>
        <p className="text-sm text-muted">{t("addNeedsScript")}</p>
      </noscript>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={acceptPictures(limits)}
        onChange={take}
        aria-label={t("photosToAdd")}
        data-testid="guest-files"
      />
      <p role="status" className={files.length > 0 ? "text-sm font-medium" : "sr-only"}>
        {files.length > 0 ? summarise(files, t) : ""}
      </p>
      {files.length > 0 && (
        <ul aria-label={t("beingAdded")} className="max-h-72 divide-y divide-line overflow-y-auto">
          {mostUrgent(files).map((file) => (
            <FileRow key={file.key} file={file} isOffline={isOffline} />
          ))}
        </ul>
      )}
      {files.some(({ phase }) => phase === "failed") && (
        <button type="button" className={buttonClass("secondary", "small")} onClick={() => uploads.retry()}>
          <RotateCw className="size-3.5" aria-hidden="true" />
          {t("again")}
        </button>
      )}
      <DropZone hint={t("addHint")} onFiles={add} />
    </section>
  );
}

function FileRow({ file, isOffline }: { file: GuestFile; isOffline: boolean }) {
  const [t, tUpload] = [useTranslations("shared"), useTranslations("upload")];
  const hasFailed = file.problem !== undefined;
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5">
      <PhaseIcon file={file} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{file.name}</p>
        <p className={`tabular text-[0.8125rem] ${hasFailed ? "text-danger" : "text-muted"}`}>
          {isOffline && file.phase === "waiting" ? tUpload("noConnection") : describe(file, t, tUpload)}
        </p>
      </div>
    </li>
  );
}

function PhaseIcon({ file: { phase } }: { file: GuestFile }) {
  const look = "size-4.5 shrink-0";
  if (phase === "added" || phase === "known") return <Check className={`${look} text-success`} aria-hidden="true" />;
  if (phase === "failed" || phase === "refused") {
    return <CircleAlert className={`${look} text-danger`} aria-hidden="true" />;
  }
  const spin = phase === "waiting" ? "text-line-strong" : "animate-spin text-accent";
  return <LoaderCircle className={`${look} ${spin}`} aria-hidden="true" />;
}

function describe(
  { phase, problem, bytes, sentBytes }: GuestFile,
  t: Words,
  tUpload: Translator<Catalogue["upload"]>,
): string {
  const size = formatBytes(bytes, t.locale);
  if (problem !== undefined) return problem;
  if (phase === "waiting") return tUpload("waiting", { size });
  if (phase === "sending")
    return tUpload("sending", { percent: Math.floor((100 * sentBytes) / Math.max(1, bytes)), size });
  if (phase === "processing") return t("almost");
  return t(phase === "known" ? "known" : "added");
}

function summarise(files: GuestFile[], t: Words): string {
  const added = files.filter(({ phase }) => phase === "added" || phase === "known").length;
  const failed = files.filter(({ problem }) => problem !== undefined).length;
  const problems = failed > 0 ? `, ${t("notAdded", { failed })}` : "";
  if (!files.some(isUnderWay)) return t("addedCount", { count: added }) + problems;
  return t("addedOf", { added, count: files.length }) + problems;
}

function isUnderWay({ phase }: GuestFile): boolean {
  return phase === "waiting" || phase === "sending" || phase === "processing";
}

/** What needs attention comes first. */
function mostUrgent(files: GuestFile[]): GuestFile[] {
  const rank = (file: GuestFile) =>
    file.problem !== undefined ? 0 : file.phase === "waiting" ? 2 : isUnderWay(file) ? 1 : 3;
  return files.toSorted((one, other) => rank(one) - rank(other)).slice(0, MAX_ROWS);
}

function recallName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // Private windows may keep nothing.
  }
}
