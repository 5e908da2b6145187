/* npm run test:soak -- <name> [rounds]: checks that take longer than a change can wait. */

const soaks: Record<string, () => Promise<{ run(rounds: number | undefined): Promise<void> }>> = {
  kill: () => import("./kill.ts"),
  library: () => import("./library.ts"),
  twice: () => import("./twice.ts"),
  users: () => import("./users.ts"),
};

const [name = "", rounds] = process.argv.slice(2);
const soak = soaks[name];
if (soak) {
  await (await soak()).run(rounds === undefined ? undefined : Number(rounds));
} else {
  console.error(`Expected one of ${Object.keys(soaks).join(", ")} but received "${name}"`);
  process.exitCode = 1;
}
