import { getTranslations } from "#app/_messages/get-translations.ts";
import type { SharedImage } from "#lib/shares/shared-api.ts";

/** The files of a share, each a link that saves it: for browsers without scripts, and for programs that fetch lists. */
export async function FileList({ token, images, start }: { token: string; images: SharedImage[]; start: number }) {
  const t = await getTranslations("shared");
  return (
    <ol start={start + 1} className="list-decimal space-y-1 px-1 pl-12 sm:px-0 sm:pl-12">
      {images.map(({ id, fileName }) => (
        <li key={id}>
          <a
            href={`/api/shared/${token}/images/${id}/download`}
            className="rounded text-accent underline underline-offset-4"
          >
            {fileName ?? t("photoId", { id })}
          </a>
        </li>
      ))}
    </ol>
  );
}
