import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.ts";

/* npm run build: the web application as `npm start` serves it, built unless it stands already. */

await ensureBuild(fileURLToPath(new URL("../..", import.meta.url)));
