import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("showing times brings no parser of times to the browser", async () => {
  const entry = fileURLToPath(new URL("image-time.ts", import.meta.url));
  const { metafile } = await build({ entryPoints: [entry], bundle: true, write: false, metafile: true });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain("lib/images/capture-time.ts");
  expect(inputs).not.toContain("lib/images/parse-capture-time.ts");
});
