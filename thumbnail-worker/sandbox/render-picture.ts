import { renditionsFor } from "#lib/images/recipe.ts";
import { readCapture } from "./capture.ts";
import { inspect } from "./inspect.ts";
import { fromLab } from "./lab-tiff.ts";
import { render } from "./render.ts";
import type { Inspection, RenderedPicture, RenderJob } from "./render-protocol.ts";
import { unfolded } from "./unfolded-tiff.ts";
import { withoutSurplus } from "./without-surplus.ts";

/**
 * A picture from file to renditions; undefined when `mayDecode`, which is asked between looking and decoding, says no.
 * @throws PictureError when the picture is hopeless
 */
export async function renderPicture(
  job: RenderJob,
  mayDecode: (inspection: Inspection) => boolean | Promise<boolean>,
): Promise<Omit<RenderedPicture, "peakMemoryBytes"> | undefined> {
  const startedAt = performance.now();
  const picture = await inspect(job.path, job.limits);
  const capture = await readCapture(job.path, picture);
  const inspectMs = performance.now() - startedAt;
  if (!(await mayDecode({ inspectMs, share: picture.share }))) return undefined;
  const rendered = await render(
    await withoutSurplus(await unfolded(await fromLab(picture))),
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
