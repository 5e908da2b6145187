import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { type GalleryImage, toGalleryImage } from "./gallery-image.ts";

const SIGNATURE_BYTES = 32;

const known = new WeakMap<TimelineChunk, readonly GalleryImage[]>();

/**
 * The images of a chunk, as far as tiles show them; the same objects each time, by which tiles know that nothing
 * changed.
 */
export function fromChunk(chunk: TimelineChunk): readonly GalleryImage[] {
  const images = known.get(chunk) ?? listViews(chunk).map(toGalleryImage);
  known.set(chunk, images);
  return images;
}

function listViews(chunk: TimelineChunk): ImageListItem[] {
  const signatures = atob(chunk.signatures);
  return chunk.ids.map((id, at) => {
    const [width, height] = [chunk.widths[at] ?? undefined, chunk.heights[at] ?? undefined];
    const url = toUrl(chunk, signatures, at);
    return {
      id,
      fileName: chunk.fileNames[at] ?? "",
      contentType: chunk.contentTypes[at] ?? "image/jpeg",
      bytes: 0,
      status: chunk.statuses[at] ?? "ready",
      failure: chunk.failures[at] ?? undefined,
      width,
      height,
      rotation: chunk.rotations[at] || undefined,
      frames: chunk.frames[at] ?? undefined,
      transparent: chunk.transparent[at] || undefined,
      takenAt: chunk.taken[at],
      uploadedAt: chunk.added?.[at] ?? `${chunk.taken[at]}Z`,
      trashedAt: chunk.trashed?.[at],
      place: chunk.places[chunk.placeOf[at] ?? -1],
      thumbhash: chunk.thumbhashes[at] ?? undefined,
      stackSize: chunk.stackSizes[at] ?? undefined,
      favourite: chunk.favourites[at] ?? false,
      archived: false,
      tags: [],
      albumIds: [],
      renditions: url ? { medium: { url, width: width ?? 1, height: height ?? 1 } } : {},
    };
  });
}

/** `signatures` is bytes, a character each. */
function toUrl(
  { ids, urlTemplates, urlTemplateOf }: TimelineChunk,
  signatures: string,
  at: number,
): string | undefined {
  const template = urlTemplates[urlTemplateOf[at] ?? -1];
  const signature = signatures.slice(at * SIGNATURE_BYTES, (at + 1) * SIGNATURE_BYTES);
  return template?.replace("{id}", ids[at] ?? "").replace("{signature}", toHex(signature));
}

function toHex(bytes: string): string {
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
