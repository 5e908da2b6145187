import { toIndexedWords } from "#lib/fold-words.ts";
import { type IndexedImage, isHidden, toWallClock } from "./image-row.ts";
import { toGuestKey } from "./label-keys.ts";
import { type Flag, type Labels, toToken } from "./labels.ts";

/** Words in most file names: endings, and what cameras and telephones put in front of numbers. They become labels. */
const fileNameWords: ReadonlySet<string> = new Set(
  (
    "jpg jpeg png webp avif heic heif gif tif tiff " +
    "img image dsc dscn dscf dcim pxl mvi vid dji gopr pict photo screenshot whatsapp signal"
  ).split(" "),
);
/** Most photos are of this type, so it is no word: what nearly all have narrows nothing down. */
const COMMON_TYPE = "image/jpeg";

/** The words and labels that an image is found by, as FTS5 takes them. */
export function toWords(image: IndexedImage, labels: Labels): string {
  const { place } = image;
  const year = String(new Date(toWallClock(image)).getUTCFullYear());
  const shared = new Set([
    ...(isHidden(image) ? [labels.intern("flag", "hidden" satisfies Flag)] : []),
    ...(image.favourite ? [labels.intern("flag", "favourite" satisfies Flag)] : []),
    ...(image.archived ? [labels.intern("flag", "archived" satisfies Flag)] : []),
    ...(image.status === "ready" ? [] : [labels.intern("status", image.status)]),
    ...(image.contentType === COMMON_TYPE ? [] : [labels.intern("type", image.contentType)]),
    ...(image.camera ? [labels.intern("camera", image.camera)] : []),
    ...(image.lens ? [labels.intern("lens", image.lens)] : []),
    ...(place?.city ? [labels.intern("city", place.city)] : []),
    ...(place?.region ? [labels.intern("region", place.region)] : []),
    ...(place?.country ? [labels.intern("country", place.country)] : []),
    ...image.tags.map((id) => labels.intern("tag", id)),
    ...image.albums.map(({ id }) => labels.intern("album", id)),
    ...(image.addedBy
      ? [labels.intern("share", image.addedBy.shareId), labels.intern("guest", toGuestKey(image.addedBy))]
      : []),
    labels.intern("year", year),
  ]);
  const words: string[] = [];
  for (const word of toIndexedWords([image.fileName, image.title ?? "", image.caption ?? ""].join(" "))) {
    if (fileNameWords.has(word)) {
      shared.add(labels.intern("word", word));
    } else {
      words.push(word);
      shared.add(labels.intern("letter", firstLetterOf(word)));
    }
  }
  return [...words, ...[...shared].map(toToken)].join(" ");
}

/** The first character of a word: searches by one letter look for its label. */
export function firstLetterOf(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 0);
}

/** Whether images of a type can be found by a word for it. */
export function isTypeAWord(contentType: string): boolean {
  return contentType !== COMMON_TYPE;
}
