"use client";

import { useState } from "react";
import { inputClass } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "#lib/images/embedded-text.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import { EditButton, EditForm, useEditImage } from "./edit-form.tsx";

/** Title and caption, edited where they are read. */
export function ImageWords({ image }: { image: ImageView }) {
  const [isEditing, setEditing] = useState(false);
  const t = useTranslations("viewer");
  if (isEditing) return <WordsForm image={image} onClose={() => setEditing(false)} />;
  const hasWords = image.title !== undefined || image.caption !== undefined;
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        {image.title && (
          <p dir="auto" className="font-medium break-words">
            {image.title}
          </p>
        )}
        {image.caption && (
          <p dir="auto" className="mt-1 text-sm break-words whitespace-pre-line text-muted">
            {image.caption}
          </p>
        )}
      </div>
      <EditButton
        label={t(hasWords ? "editWords" : "addWords")}
        hasLabel={!hasWords}
        onClick={() => setEditing(true)}
      />
    </div>
  );
}

function WordsForm({ image, onClose }: { image: ImageView; onClose: () => void }) {
  const t = useTranslations("viewer");
  const { isBusy, problem, edit } = useEditImage(image.id);

  async function save(fields: FormData): Promise<void> {
    const written = { title: String(fields.get("title")), caption: String(fields.get("caption")) };
    // What the file says stays the file's unless it was changed.
    const body = Object.fromEntries(
      Object.entries(written).filter(([name, text]) => text.trim() !== (image[name as keyof typeof written] ?? "")),
    );
    if (Object.keys(body).length === 0 || (await edit(body))) onClose();
  }

  return (
    <EditForm isBusy={isBusy} problem={problem} onSubmit={(fields) => void save(fields)} onClose={onClose}>
      <input
        dir="auto"
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
        dir="auto"
        name="caption"
        aria-label={t("caption")}
        placeholder={t("caption")}
        rows={3}
        maxLength={MAX_CAPTION_LENGTH}
        defaultValue={image.caption}
        className={`${inputClass} h-auto py-2`}
      />
    </EditForm>
  );
}
