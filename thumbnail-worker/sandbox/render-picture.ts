import { readCapture } from "./capture.ts";
import { inspect } from "./inspect.ts";
import { render, uprightSize } from "./render.ts";
import type { RenderedPicture, RenderJob } from "./render-protocol.ts";

/**
 * A picture from file to renditions. `onInspected` is called between looking and decoding.
 * @throws PictureError when the picture is hopeless
 */
export async function renderPicture(
  job: RenderJob,
  onInspected: (inspectMs: number) => void = () => {},
): Promise<Omit<RenderedPicture, "peakMemoryBytes">> {
  const startedAt = performance.now();
  const picture = await inspect(job.path, job.declaredType, job.limits);
  const capture = await readCapture(job.path, picture);
  const inspectMs = performance.now() - startedAt;
  onInspected(inspectMs);
  const rendered = await render(job.path, picture, { renditions: job.renditions, maxPixels: job.limits.maxPixels });
  return {
    ...rendered,
    ...capture,
    ...uprightSize(picture),
    frames: picture.frames > 1 ? picture.frames : undefined,
    inspectMs,
  };
}
