"use client";

import { useEffect, useMemo, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { FormAlert } from "#app/_components/form-alert.tsx";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import type { LeftOutEntry } from "#lib/imports/entry.ts";
import { findFreeSpace } from "#lib/imports/find-free-space.ts";
import { type ImportPlan, lacksCatalogue } from "#lib/imports/plan-import.ts";
import { defaultPlanOptions } from "#lib/imports/plan-photo.ts";
import { importReasons } from "#lib/imports/reasons.ts";
import { summarisePlan } from "#lib/imports/summarise-plan.ts";
import { useLibrary } from "../library-context.ts";
import { Modal } from "../modal.tsx";
import { Disclosure, ImportOptions, wordsDefaults } from "./import-options.tsx";
import type { ChosenFile } from "./read-dropped-files.ts";
import { putIntoAlbum } from "./read-export.ts";
import { sayReason } from "./say-reason.ts";
import { toPath } from "./skipped-items.ts";
import { useUploading } from "./uploading-context.ts";
import { useImportPlan } from "./use-import-plan.ts";

/** More lines than these are not read before an import; all of them are in the list of uploads after it. */
const MAX_LINES = 100;
const MAX_ALBUM_NAMES = 8;

export interface ImportDialogProps {
  files: readonly ChosenFile[];
}

/** Says what would come of an export, and how, before anything of it is sent. */
export function ImportDialog({ files }: ImportDialogProps) {
  const t = useTranslations("imports");
  const common = useTranslations("common");
  const { limits } = useLibrary();
  const { imports, importPlanned } = useUploading();
  const [options, setOptions] = useState(defaultPlanOptions);
  const [words, setWords] = useState(wordsDefaults);
  const [album, setAlbum] = useState("");
  const { plan, isReading, progress, hasFailed } = useImportPlan(files, options, limits);
  const isEmpty = !plan || plan.photos.length + plan.collections.albums.length + plan.collections.tags.length === 0;

  function sayProgress(read: typeof progress): string {
    if (!read) return t("reading");
    return t("readingCount", { done: formatCount(read.done, t.locale), files: t("files", { count: read.total }) });
  }

  /** A press beside the dialog is easily made, and choosing the files again is not. */
  function close(): void {
    imports.clear();
    const undo = { label: common("undo"), onClick: () => imports.add([...files]) };
    toast(browserTranslations("upload")("notImported"), { action: undo });
  }

  return (
    <Modal size="tall" title={t("title")} isOpen onClose={close}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReading || isEmpty) return;
          imports.clear();
          importPlanned(putIntoAlbum(plan, album), words);
        }}
      >
        <FormAlert message={hasFailed ? t("readFailed") : undefined} />
        <FormAlert message={plan && lacksCatalogue(plan) ? sayReason(importReasons.catalogueUnreadable) : undefined} />
        {/* What was read before stays while something else is, so that nothing moves under the pointer. */}
        <div role="status" aria-busy={isReading} className={isReading ? "opacity-60" : ""}>
          {plan ? <Summary plan={plan} album={album} /> : <p className="text-sm text-muted">{t("reading")}</p>}
        </div>
        {plan && (
          <>
            <Lines label={t("leftOut", { count: plan.leftOut.length })} lines={plan.leftOut} />
            <Lines label={t("notes", { count: plan.notes.length })} lines={plan.notes} />
          </>
        )}
        <ImportOptions
          plan={options}
          words={words}
          album={album}
          onPlan={setOptions}
          onWords={setWords}
          onAlbum={setAlbum}
        />
        <button type="submit" disabled={isReading || isEmpty} className={buttonClass("primary", "large", "w-full")}>
          {isReading ? sayProgress(progress) : isEmpty ? t("import") : t("importPhotos", { count: plan.photos.length })}
        </button>
      </form>
    </Modal>
  );
}

function Summary({ plan, album }: { plan: ImportPlan; album: string }) {
  const t = useTranslations("imports");
  const room = useRoom();
  const summary = useMemo(() => summarisePlan(plan), [plan]);
  const { photos, bytes, alone, partners, starred, archived } = summary;
  const ofAll = photos > 0 && album.trim() !== "" ? [album.trim()] : [];
  const albums = [...new Set([...ofAll, ...summary.albums])];
  const hasSidecars = plan.sidecars.length + plan.albums.length > 0;
  const more = albums.length - MAX_ALBUM_NAMES;
  const names = [
    ...albums.slice(0, MAX_ALBUM_NAMES),
    ...(more > 0 ? [t("moreAlbums", { more: formatCount(more, t.locale) })] : []),
  ];
  const facts = [
    albums.length > 0 && t("inAlbums", { names: names.join(", ") }),
    archived > 0 && t("countArchived", { count: archived }),
    partners > 0 && t("countPartners", { count: partners }),
    hasSidecars && alone > 0 && t("countAlone", { count: alone }),
    starred > 0 && t("countStarred", { count: starred }),
  ].filter((fact) => fact !== false);
  return (
    <>
      <p className="font-medium">
        {photos === 0 ? t("nothing") : t("found", { count: photos, size: formatBytes(bytes, t.locale) })}
      </p>
      {room !== undefined && bytes > room && (
        <p className="mt-1.5 text-sm text-danger">{t("noRoom", { room: formatBytes(room, t.locale) })}</p>
      )}
      {facts.length > 0 && (
        <ul className="mt-1.5 space-y-1 text-sm text-muted">
          {facts.map((fact) => (
            <li key={fact} className="break-words">
              {fact}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Free storage in bytes; undefined until the server has answered. */
function useRoom(): number | undefined {
  const [room, setRoom] = useState<number>();
  useEffect(() => {
    findFreeSpace((method, path) => callApi(path, { method })).then(setRoom, () => {});
  }, []);
  return room;
}

function Lines({ label, lines }: { label: string; lines: readonly LeftOutEntry[] }) {
  const t = useTranslations("imports");
  if (lines.length === 0) return null;
  return (
    <Disclosure label={label}>
      <ul className="max-h-48 space-y-2 overflow-y-auto pt-2 text-[0.8125rem]">
        {lines.slice(0, MAX_LINES).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a plan do not change
          <li key={index} className="break-words">
            {toPath(line)} <span className="block text-muted">{sayReason(line.reason)}</span>
          </li>
        ))}
        {lines.length > MAX_LINES && (
          <li className="text-muted">{t("moreLines", { more: formatCount(lines.length - MAX_LINES, t.locale) })}</li>
        )}
      </ul>
    </Disclosure>
  );
}
