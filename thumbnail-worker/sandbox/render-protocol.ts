import type { FailureCode } from "#lib/images/failure.ts";
import type { AcceptedContentType } from "#lib/images/image.ts";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import type { Capture } from "./capture.ts";
import type { PictureLimits } from "./inspect.ts";
import type { Rendered } from "./render.ts";

/* What the worker and its render process say to each other. */

export interface RenderLimits extends PictureLimits {
  /** Longest time one picture may take, milliseconds. */
  timeoutMs: number;
  /** Most resident memory the render process may take, bytes. */
  maxMemoryBytes: number;
}

/** One picture to render. */
export interface RenderJob {
  /** The original on the local disk. */
  path: string;
  limits: RenderLimits;
  renditions: Record<string, RenditionRecipe>;
}

export interface RenderedPicture extends Rendered, Capture {
  /** What the content is. */
  contentType: AcceptedContentType;
  /** Pixels, upright. */
  width: number;
  height: number;
  /** Of an animation; undefined for a still. */
  frames: number | undefined;
  /** Time that reading header and metadata took, milliseconds. */
  inspectMs: number;
  /** Peak resident memory of the render process during this picture, bytes. */
  peakMemoryBytes: number;
}

/** What a picture's header says, before anything of it is decoded. */
export interface Inspection {
  /** Time that reading header and metadata took, milliseconds. */
  inspectMs: number;
  /** The picture's part of the most that one of its kind may have, 0 to 1. */
  share: number;
}

/** Whoever `asks` is told `inspected` and answers whether the picture is decoded now or left alone. */
export type RenderOrder = ({ kind: "render"; asks: boolean } & RenderJob) | { kind: "decode" } | { kind: "leave" };

export type RenderReply =
  | { kind: "up" }
  | ({ kind: "inspected" } & Inspection)
  | { kind: "rendered"; picture: RenderedPicture }
  | { kind: "hopeless"; code: FailureCode; message: string; peakMemoryBytes: number }
  /** `mayPass` says that the same picture may fare better another time. */
  | { kind: "error"; message: string; mayPass: boolean };
