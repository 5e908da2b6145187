import { createServer } from "node:net";
import type { FromApp } from "#local/system/app-messages.ts";

/* A process of a web application that serves nothing and reports a busy second for each SIGUSR2; or, told "end", ends. */
if (process.argv[2] === "end") process.exit();
process.on("disconnect", () => process.exit());
const tell = (message: FromApp, handle?: ReturnType<typeof createServer>) => process.send?.(message, handle);
process.on("SIGUSR2", () => tell({ kind: "load", isBusy: true }));
const server = createServer().listen(0, "127.0.0.1", () => tell({ kind: "listening" }, server));
