"use client";

import { ImageUp } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import { type ChosenFile, readDroppedFiles } from "./read-dropped-files.ts";

const MINUTE_MS = 60_000;

interface DropZoneProps {
  /** What may be dropped. */
  hint: string;
  onFiles: (files: ChosenFile[]) => void;
}

/** Makes the whole page a place to drop files and folders on, and takes pictures from the clipboard. */
export function DropZone({ hint, onFiles: uploadFiles }: DropZoneProps) {
  const t = useTranslations("adding");
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    // Entering a child fires before leaving its parent; the count tells when the pointer has left the page itself.
    let depth = 0;
    const setDepth = (next: number) => {
      depth = Math.max(0, next);
      setOver(depth > 0);
    };
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setDepth(depth + 1);
    };
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const onLeave = (event: DragEvent) => hasFiles(event.dataTransfer) && setDepth(depth - 1);
    const onDrop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setDepth(0);
      readDroppedFiles(event.dataTransfer).then((files) => {
        if (files.length > 0) uploadFiles(files);
        else toast(browserTranslations("adding")("nothingDropped"));
      });
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      uploadFiles(files.map(withPastedName));
    };
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
      window.removeEventListener("paste", onPaste);
    };
  }, [uploadFiles]);

  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-70 animate-appear bg-page/85 p-4 backdrop-blur-sm">
      <div className="grid size-full place-items-center rounded-3xl border-2 border-dashed border-accent">
        <div className="text-center">
          <ImageUp className="mx-auto size-12 text-accent" aria-hidden="true" />
          <p className="mt-4 text-xl font-semibold tracking-tight">{t("drop")}</p>
          <p className="mt-1 text-muted">{hint}</p>
        </div>
      </div>
    </div>
  );
}

function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

/**
 * Browsers call every pasted picture "image.png"; the time makes it a name, by the clock of this computer: where the file
 * has none, the photo's own time is read from its name.
 */
function withPastedName(file: File): ChosenFile {
  if (!/^image\.\w+$/.test(file.name)) return { file, path: file.name, isPassing: true };
  const now = new Date();
  const wallClock = new Date(now.getTime() - now.getTimezoneOffset() * MINUTE_MS);
  const [day = "", time = ""] = wallClock.toISOString().slice(0, 19).replaceAll(":", "-").split("T");
  const name = `${browserTranslations("adding")("pasted", { day, time })}${file.name.slice("image".length)}`;
  const named = new File([file], name, { type: file.type, lastModified: file.lastModified });
  return { file: named, path: name, isPassing: true };
}
