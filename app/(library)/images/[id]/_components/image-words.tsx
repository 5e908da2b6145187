"use client";

import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { ProblemLine } from "#app/_components/problem-line.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { useLibrary } from "../../../_components/library-context.ts";

/** Title and caption, edited where they are read. */
export function ImageWords({ image }: { image: ImageView }) {
  const [isEditing, setEditing] = useState(false);
  const isInteractive = useIsInteractive();
  const t = useTranslations("viewer");
  if (isEditing) return <WordsForm image={image} onClose={() => setEditing(false)} />;
  const hasWords = image.title !== undefined || image.caption !== undefined;
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {image.title && <p className="font-medium break-words">{image.title}</p>}
        {image.caption && <p className="mt-1 text-sm break-words whitespace-pre-line text-muted">{image.caption}</p>}
      </div>
      <button
        type="button"
        disabled={!isInteractive}
        aria-label={t(hasWords ? "editWords" : "addWords")}
        className={buttonClass("quiet", hasWords ? "smallIcon" : "small", hasWords ? "" : "mr-auto -ml-2.5")}
        onClick={() => setEditing(true)}
      >
        <Pencil className="size-4 text-muted" aria-hidden="true" />
        {!hasWords && t("addWords")}
      </button>
    </div>
  );
}

function WordsForm({ image, onClose }: { image: ImageView; onClose: () => void }) {
  const t = useTranslations("viewer");
  const common = useTranslations("common");
  const { gallery } = useLibrary();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const written = { title: String(form.get("title")), caption: String(form.get("caption")) };
    // What the file says stays the file's unless it was changed.
    const body = Object.fromEntries(
      Object.entries(written).filter(([name, text]) => text.trim() !== (image[name as keyof typeof written] ?? "")),
    );
    if (Object.keys(body).length === 0) return onClose();
    setBusy(true);
    try {
      const answer = await callApi<{ image: ImageView }>(`/api/images/${image.id}`, { method: "PATCH", body });
      gallery.update([answer.image]);
      onClose();
    } catch (error) {
      setProblem(toErrorMessage(error));
      setBusy(false);
    }
  }

  return (
    <form
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="grid gap-3"
    >
      <input
        name="title"
        aria-label={t("title")}
        placeholder={t("title")}
        maxLength={MAX_TITLE_LENGTH}
        defaultValue={image.title}
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        className={inputClass}
      />
      <textarea
        name="caption"
        aria-label={t("caption")}
        placeholder={t("caption")}
        rows={3}
        maxLength={MAX_CAPTION_LENGTH}
        defaultValue={image.caption}
        className={`${inputClass} h-auto py-2`}
      />
      <ProblemLine message={problem} />
      <div className="flex gap-2">
        <button type="submit" disabled={isBusy} className={buttonClass("primary")}>
          {common("save")}
        </button>
        <button type="button" className={buttonClass()} onClick={onClose}>
          {common("cancel")}
        </button>
      </div>
    </form>
  );
}
