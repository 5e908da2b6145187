import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import type { Density } from "../layout/density.ts";
import type { TimelineCounts } from "./gallery-snapshot.ts";

/** A list as the server renders it. */
export interface RenderedList {
  counts: TimelineCounts;
  /** The first images, or those of `firstMonth`. */
  chunk: TimelineChunk;
  /** How many items were read so far, while the server still reads the library. */
  itemsRead?: number | undefined;
  /** Milliseconds since the epoch. */
  renderedAt: number;
  /** Pixels across that the timeline probably has. */
  width: number;
  density: Density;
  firstMonth?: string | undefined;
}
