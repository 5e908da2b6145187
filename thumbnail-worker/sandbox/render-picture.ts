import { renditionsFor } from "#lib/images/recipe.ts";
import { readCapture } from "./capture.ts";
import { inspect } from "./inspect.ts";
import { render } from "./render.ts";
import type { RenderedPicture, RenderJob } from "./render-protocol.ts";
import { unfolded } from "./unfolded-tiff.ts";
import { withoutSurplus } from "./without-surplus.ts";

/**
 * A picture from file to renditions. `onInspected` is called between looking and decoding.
 * @throws PictureError when the picture is hopeless
 */
export async function renderPicture(
  job: RenderJob,
  onInspected: (inspectMs: number) => void = () => {},
): Promise<Omit<RenderedPicture, "peakMemoryBytes">> {
  const startedAt = performance.now();
  const picture = await inspect(job.path, job.limits);
  const capture = await readCapture(job.path, picture);
  const inspectMs = performance.now() - startedAt;
  onInspected(inspectMs);
  const rendered = await render(
    await withoutSurplus(await unfolded(picture)),
    renditionsFor(job.renditions, picture.contentType),
  );
  return {
    ...rendered,
    ...capture,
    contentType: picture.contentType,
    frames: picture.frames > 1 ? picture.frames : undefined,
    inspectMs,
  };
}
