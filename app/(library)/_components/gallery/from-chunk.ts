import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";

/** The images of a chunk, as far as tiles show them. */
export function fromChunk(chunk: TimelineChunk): ImageListItem[] {
  return chunk.ids.map((id, at) => {
    const [width, height] = [chunk.widths[at] ?? undefined, chunk.heights[at] ?? undefined];
    const url = chunk.urls[at];
    return {
      id,
      fileName: chunk.fileNames[at] ?? "",
      contentType: chunk.contentTypes[at] ?? "image/jpeg",
      bytes: 0,
      status: chunk.statuses[at] ?? "ready",
      failure: chunk.failures[at] ?? undefined,
      width,
      height,
      frames: chunk.frames[at] ?? undefined,
      transparent: chunk.transparent[at] || undefined,
      takenAt: chunk.taken[at],
      uploadedAt: `${chunk.taken[at]}Z`,
      thumbhash: chunk.thumbhashes[at] ?? undefined,
      favourite: chunk.favourites[at] ?? false,
      archived: false,
      tags: [],
      albumIds: [],
      renditions: url ? { medium: { url, width: width ?? 1, height: height ?? 1 } } : {},
    };
  });
}
