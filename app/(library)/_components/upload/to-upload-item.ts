import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { Intake, OfferedFile } from "#lib/images/intake.ts";
import { SNIFF_BYTES } from "#lib/images/sniff-content-type.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { toRefusal } from "./to-refusal.ts";
import type { UploadLimits } from "./upload-limits.ts";
import type { UploadItem } from "./upload-store.ts";

/** A chosen file by the key of its upload. */
export interface FileToTakeIn {
  key: string;
  chosen: ChosenFile;
}

/** A chosen file for the rule that decides what is taken. */
export function toOfferedFile({ file, path, isUnreadable }: ChosenFile): OfferedFile {
  const readHead = async () => new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer());
  return { path, type: file.type, isUnreadable, readHead };
}

/** The upload of a chosen file of which it is decided whether and as what it is taken. */
export function toUploadItem(
  { key, chosen: { file, path } }: FileToTakeIn,
  intake: Intake,
  limits: UploadLimits,
): UploadItem {
  const item = { key, file, content: file, path, sentBytes: 0 };
  if ("leftOut" in intake) {
    const message = browserTranslations("leftOut")(intake.leftOut);
    return { ...item, contentType: file.type, phase: "skipped", message };
  }
  const message = toRefusal(file, limits);
  return { ...item, contentType: intake.contentType, phase: message ? "refused" : "waiting", message };
}

/** A chosen file that was cancelled before it was looked at. */
export function toUntriedItem({ key, chosen }: FileToTakeIn): UploadItem {
  const { file, path } = chosen;
  return { key, file, content: file, path, sentBytes: 0, contentType: file.type, phase: "cancelled", untried: chosen };
}
