import { workerConfig } from "#lib/config.ts";
import type { RenderLimits } from "#worker/sandbox/render-protocol.ts";

const config = workerConfig({ BUCKET: "unused", TABLE: "unused" });

/** The worker's limits when nobody sets any. */
export const limits: RenderLimits = {
  maxPixels: config.maxPixels,
  maxFrames: config.maxFrames,
  animatedFrames: config.animatedFrames,
  timeoutMs: config.renderTimeoutMs,
  maxMemoryBytes: config.renderMemoryBytes,
};
