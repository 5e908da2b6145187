/* npm run bench -- <name>: runs one benchmark of this folder. */

const benchmarks: Record<string, () => Promise<{ run(): Promise<void> }>> = {
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
