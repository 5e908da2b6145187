import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ensureBuild } from "#local/system/build.ts";
import { bundleFolder, type DeployManifest, MAX_BUNDLE_BYTES, MAX_ROUTES, type Route, root } from "./bundle-layout.ts";
import { environmentFile } from "./environment-file.ts";

/* npm run build:hosting: the built web application as a bundle for Amplify Hosting, in .amplify-hosting/. */

const DAY_SECONDS = 24 * 60 * 60;
const IMMUTABLE = `public, max-age=${365 * DAY_SECONDS}, immutable`;
const BRIEF = `public, max-age=${DAY_SECONDS}`;
/** The hosting's Node; also the one that the project runs on. */
const RUNTIME = "nodejs24.x";
const ENTRYPOINT = "start.mjs";

/**
 * What Next's trace brings along and no request reaches: its image optimizer's sharp (pictures come from the bucket),
 * and the compiler that only a build needs.
 */
const unreachable = ["node_modules/@img", "node_modules/sharp", "node_modules/@swc/core", "node_modules/typescript"];

await buildBundle();

async function buildBundle(): Promise<void> {
  const standalone = join(await ensureBuild(root), "..");
  const bundle = join(root, bundleFolder);
  const compute = join(bundle, "compute/default");
  await rm(bundle, { recursive: true, force: true });

  await copyServer(standalone, compute);
  await bundleStart(join(compute, ENTRYPOINT));
  await writeFile(join(compute, ".env.production"), environmentFile(process.env));
  const publicEntries = await copyStaticFiles(join(bundle, "static"));
  const manifest = await toManifest(publicEntries);
  await writeFile(join(bundle, "deploy-manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

  const bytes = await measureSize(bundle);
  const megabytes = (bytes / 1024 / 1024).toFixed(1);
  if (bytes > MAX_BUNDLE_BYTES) throw new Error(`The bundle is ${megabytes} MB; it may be 100 MB at most.`);
  console.log(`${bundleFolder}: ${megabytes} MB, ${manifest.routes.length} routes`);
}

/**
 * Next links packages under .next/node_modules. Copied as links they would lead to this machine's checkout, so what
 * they lead to is copied instead.
 */
async function copyServer(standalone: string, compute: string): Promise<void> {
  const elsewhere = [
    ".next/static",
    "public",
    "built-from",
    "built-from-files",
    ".env",
    ".env.production",
    ...unreachable,
  ];
  const leftOut = new Set(elsewhere.map((path) => join(standalone, path)));
  await cp(standalone, compute, { recursive: true, dereference: true, filter: (source) => !leftOut.has(source) });
  for (const file of ["server.js", ".next/required-server-files.json"]) await forgetCheckout(join(compute, file));
}

/** Next writes down where it was built, which only another build would read. */
async function forgetCheckout(file: string): Promise<void> {
  const checkout = JSON.stringify(root.replace(/\/$/, "")).slice(1, -1);
  await writeFile(file, (await readFile(file, "utf8")).replaceAll(checkout, "."));
}

/** The SSM client is used before the server starts and by nothing else, so it travels inside the start file. */
async function bundleStart(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(root, "hosting/start.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    minify: true,
    // Packages in the older module format ask for require, which modules of the newer one lack.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "warning",
  });
}

/** Returns the names in public/, folders with a "/" behind. */
async function copyStaticFiles(folder: string): Promise<string[]> {
  await mkdir(join(folder, "_next"), { recursive: true });
  await cp(join(root, ".next/static"), join(folder, "_next/static"), { recursive: true });
  await cp(join(root, "public"), folder, { recursive: true });
  const entries = await readdir(join(root, "public"), { withFileTypes: true });
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

async function toManifest(publicEntries: string[]): Promise<DeployManifest> {
  const routes: Route[] = [
    { path: "/_next/static/*", target: { kind: "Static", cacheControl: IMMUTABLE } },
    ...publicEntries.map(
      (name): Route => ({
        path: name.endsWith("/") ? `/${name}*` : `/${name}`,
        target: { kind: "Static", cacheControl: BRIEF },
      }),
    ),
    { path: "/*", target: { kind: "Compute", src: "default" } },
  ];
  if (routes.length > MAX_ROUTES) {
    throw new Error(`Amplify takes ${MAX_ROUTES} routes: move files of public/ into a folder of it.`);
  }
  return {
    version: 1,
    framework: { name: "next", version: await nextVersion() },
    routes,
    computeResources: [{ name: "default", runtime: RUNTIME, entrypoint: ENTRYPOINT }],
  };
}

async function nextVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "node_modules/next/package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

async function measureSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
