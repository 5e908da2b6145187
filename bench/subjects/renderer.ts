import { type RenditionRecipe, recipe } from "#lib/images/recipe.ts";
import { createRenderer } from "#worker/renderer.ts";
import { limits } from "../limits.ts";

/* The worker's renderer alone, with a recipe of nothing but the thumbnail; for comparison with other libraries. */

const renderer = createRenderer();
const renditions: Record<string, RenditionRecipe> = { thumbnail: recipe.renditions.thumbnail };

process.on("SIGTERM", async () => {
  await renderer.close();
  process.exit();
});
process.on("message", async ({ path }: { path: string }) => {
  await renderer.render({ path, limits, renditions });
  process.send?.("done");
});
process.send?.("up");
