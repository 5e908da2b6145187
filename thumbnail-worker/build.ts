import { execFile } from "node:child_process";
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { zipArchive } from "./zip-archive.ts";

/*
 * npm run build:worker: one zip per architecture for Lambda, with the handler (index.handler), the scheduled jobs
 * (scheduled.handler), the render process, and sharp's native library for that architecture. Run as a module it can be
 * told where to: buildWorker("dist/worker").
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Bundles of the package and where each begins. */
const ENTRIES = {
  index: "thumbnail-worker/index.ts",
  scheduled: "jobs/scheduled.ts",
  "render-process": "thumbnail-worker/sandbox/render-process.ts",
};
const ARCHITECTURES = ["arm64", "x64"] as const;
type Architecture = (typeof ARCHITECTURES)[number];
const MEBIBYTE = 1024 * 1024;

export interface WorkerPackage {
  architecture: Architecture;
  path: string;
  zipBytes: number;
  unzippedBytes: number;
}

/** Builds the packages into a folder. */
export async function buildWorker(
  outputFolder: string,
  architectures: readonly Architecture[] = ARCHITECTURES,
): Promise<WorkerPackage[]> {
  await mkdir(outputFolder, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), "skylight-build-"));
  try {
    await bundle(join(work, "bundle"));
    const packages: WorkerPackage[] = [];
    for (const architecture of architectures) {
      const stage = join(work, architecture);
      await installNativeLibrary(stage, architecture);
      await copyLibheif(stage);
      await cp(join(work, "bundle"), stage, { recursive: true });
      const entries = await readFolder(stage);
      const path = join(outputFolder, `thumbnail-worker-linux-${architecture}.zip`);
      const zip = await zipArchive(entries);
      await writeFile(path, zip);
      const unzippedBytes = entries.reduce((sum, { body }) => sum + body.length, 0);
      packages.push({ architecture, path, zipBytes: zip.length, unzippedBytes });
    }
    return packages;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(ROOT, path)])),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What is loaded on demand, such as the many ways to find credentials, stays out of the way of a cold start.
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    external: ["@img/sharp-*", "libheif-js"],
    banner: {
      js: 'import{createRequire as $createRequire}from"node:module";globalThis.require??=$createRequire(import.meta.url);',
    },
    logLevel: "warning",
    plugins: [withoutLanguages],
  });
}

/** zod's messages in fifty languages, which nobody asks for, are a quarter of what a cold start would have to read. */
const withoutLanguages: Plugin = {
  name: "without-languages",
  setup({ onResolve, onLoad }) {
    const namespace = "without-languages";
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer }) =>
      importer.includes("/node_modules/zod/") ? { path, namespace } : undefined,
    );
    onLoad({ filter: /./, namespace }, () => ({ contents: "export {};" }));
  },
};

/** Installs what sharp loads at run time; sharp's own JavaScript is in the bundle. */
async function installNativeLibrary(folder: string, architecture: Architecture): Promise<void> {
  const require = createRequire(import.meta.url);
  const sharp = JSON.parse(await readFile(join(require.resolve("sharp"), "../../package.json"), "utf8"));
  const names = [`@img/sharp-linux-${architecture}`, `@img/sharp-libvips-linux-${architecture}`];
  // Only for optional packages does npm compare with --os and --cpu rather than with this machine.
  const optionalDependencies = Object.fromEntries(names.map((name) => [name, sharp.optionalDependencies[name]]));
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", optionalDependencies }),
  );
  await promisify(execFile)(
    "npm",
    [
      "install",
      "--os=linux",
      `--cpu=${architecture}`,
      "--libc=glibc",
      "--ignore-scripts",
      "--no-package-lock",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
    ],
    { cwd: folder },
  );
  // An optional package that cannot be had is no error for npm.
  for (const name of names) await access(join(folder, "node_modules", name));
  await rm(join(folder, "node_modules/.package-lock.json"), { force: true });
}

/** The one build of libheif that is used, unbundled, so that it can be replaced as its licence asks. */
async function copyLibheif(folder: string): Promise<void> {
  const source = dirname(createRequire(import.meta.url).resolve("libheif-js/package.json"));
  const target = join(folder, "node_modules/libheif-js");
  for (const path of ["package.json", "libheif-wasm/libheif-bundle.js", "libheif-wasm/LICENSE"]) {
    await cp(join(source, path), join(target, path));
  }
}

async function readFolder(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path: relative(folder, path).replaceAll("\\", "/"), body: await readFile(path) };
      }),
  );
}

if (import.meta.main) {
  for (const built of await buildWorker("dist/worker")) {
    const [zip, unzipped] = [built.zipBytes, built.unzippedBytes].map((bytes) => (bytes / MEBIBYTE).toFixed(1));
    console.log(`${built.path}  ${zip} MB zipped, ${unzipped} MB unzipped`);
  }
}
