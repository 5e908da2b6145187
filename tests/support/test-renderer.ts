import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { createRenderer, type Renderer } from "#worker/renderer.ts";
import type { RenderedPicture, RenderJob, RenderLimits } from "#worker/sandbox/render-protocol.ts";

/** Within these, small pictures are rendered. */
export const testLimits: RenderLimits = {
  maxPixels: 1_000_000,
  maxFrames: 100,
  animatedFrames: 100,
  timeoutMs: 20_000,
  maxMemoryBytes: 768 * 1024 * 1024,
};

export interface TestRenderer extends Pick<Renderer, "render"> {
  /** Where files are while they are rendered, and what is made beside them. */
  folder(): string;
  /**
   * Renders a file with these bytes, within `testLimits` and by the recipe unless `job` says otherwise.
   * @throws PictureError, RendererError
   */
  renderBytes(body: Uint8Array, job?: Partial<RenderJob> & { fileName?: string }): Promise<RenderedPicture>;
}

/** A render process and a folder for all tests of the file that calls this; both are gone after them. */
export function startTestRenderer(): TestRenderer {
  const renderer = createRenderer();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "skylight-render-"));
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true });
  });
  return {
    render: renderer.render,
    folder: () => folder,
    async renderBytes(body, { fileName = "original", ...job } = {}) {
      const path = join(folder, fileName);
      await writeFile(path, body);
      return renderer.render({ path, limits: testLimits, renditions: recipe.renditions, ...job });
    },
  };
}
