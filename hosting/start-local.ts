import { fileURLToPath } from "node:url";
import { runUntilSignal } from "#local/system/main.ts";

/*
 * The whole local system, with the web application served out of the hosting's bundle (npm run build:hosting makes
 * it). Environment: PORT, S3_PORT, DATA_DIR.
 */
await runUntilSignal("npm run start:hosting", async () => ({
  mode: "built",
  path: fileURLToPath(new URL("serve.ts", import.meta.url)),
}));
