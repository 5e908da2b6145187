/* npm run bench -- <name>: runs one benchmark of this folder; `seed` fills a running system instead. */

const benchmarks: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  admin: () => import("./admin.ts"),
  gallery: () => import("./gallery.ts"),
  idle: () => import("./idle.ts"),
  core: () => import("./core.ts"),
  local: () => import("./local.ts"),
  library: () => import("./library.ts"),
  search: () => import("./search.ts"),
  share: () => import("./share.ts"),
  seed: () => import("./seed.ts"),
  worker: () => import("./worker.ts"),
};

const name = process.argv[2] ?? "";
const benchmark = benchmarks[name];
if (benchmark) {
  await (await benchmark()).run();
} else {
  console.error(`Expected the name of a benchmark (${Object.keys(benchmarks).join(", ")}) but received "${name}"`);
  process.exitCode = 1;
}
