import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";

/** The images of a chunk, as far as tiles show them. */
export function fromChunk(chunk: TimelineChunk): ImageListItem[] {
  return chunk.ids.map((id, at) => {
    const [width, height] = [chunk.widths[at] ?? undefined, chunk.heights[at] ?? undefined];
    const url = toUrl(chunk, at);
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

function toUrl({ ids, urlTemplates, urlTemplateOf, signatures }: TimelineChunk, at: number): string | undefined {
  const [template, signature] = [urlTemplates[urlTemplateOf[at] ?? -1], signatures[at]];
  if (template === undefined || typeof signature !== "string") return undefined;
  return template.replace("{id}", ids[at] ?? "").replace("{signature}", toHex(signature));
}

function toHex(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
