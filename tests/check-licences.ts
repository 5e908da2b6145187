import { readFile } from "node:fs/promises";
import { findForeignLicences, lockFileSchema } from "./support/licences.ts";

/* npm run lint:licences: may everything that the lock file ships be shipped? */

const lockFile = new URL("../package-lock.json", import.meta.url);
const foreign = findForeignLicences(lockFileSchema.parse(JSON.parse(await readFile(lockFile, "utf8"))));
for (const line of foreign) console.error(line);
if (foreign.length > 0) {
  console.error("Expected licences of the list in tests/support/licences.ts. Replace the package, or allow it there.");
  process.exitCode = 1;
}
