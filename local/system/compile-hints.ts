import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/*
 * React and Next's router, which every page runs before anything can be pressed. Browsers compile a function when it is
 * first called, on the thread that draws; where a script says that all of its functions are called at once, Chromium
 * compiles them on another thread, while the script is still coming. https://v8.dev/blog/explicit-compile-hints
 */

const HINT = "//# allFunctionsCalledOnLoad\n";

/** Marks the scripts of every page in a build's folder, `.next`. Does nothing a second time. */
export async function hintRootScripts(folder: string): Promise<void> {
  const manifest = await readFile(join(folder, "build-manifest.json"), "utf8");
  const { rootMainFiles } = JSON.parse(manifest) as { rootMainFiles: string[] };
  const write = async (file: string) => {
    const script = await readFile(file, "utf8");
    if (!script.startsWith(HINT)) await writeFile(file, HINT + script);
  };
  await Promise.all(rootMainFiles.map((name) => write(join(folder, decodeURIComponent(name)))));
}
