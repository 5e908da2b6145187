import { formatBytes } from "#app/_components/format-bytes.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { UploadLimits } from "./upload-limits.ts";

/** Why a file cannot be uploaded, before anything is sent; the server and the worker have the last word. */
export function toRefusal(
  { size }: Pick<File, "size">,
  { maxBytes }: Pick<UploadLimits, "maxBytes">,
): string | undefined {
  const t = browserTranslations("upload");
  if (size === 0) return t("empty");
  if (size <= maxBytes) return undefined;
  return t("tooLarge", { size: formatBytes(size, t.locale), max: formatBytes(maxBytes, t.locale) });
}
