import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { requestRules } from "#app/_server/guard-rules.ts";
import { guardNextServer, guardServer } from "#lib/http/guard-server.ts";
import type { ToApp } from "./app-messages.ts";
import { preferBrotli } from "./brotli-files.ts";
import { endWithGroup } from "./process-group.ts";
import { compressQuickly } from "./quick-gzip.ts";
import { sharePort } from "./shared-port.ts";

/*
 * The web application in a process of its own, on loopback; ends when its parent does. Arguments: "built" and the path
 * of the built server, or "development" and the folder of the sources. A built one loads its code and then waits for
 * the environment that it is to have.
 */
const [mode, path] = process.argv.slice(2);
if (!path) throw new Error("Expected a mode and a path as arguments");

process.on("disconnect", endWithGroup);

if (mode === "built") {
  compressQuickly();
  const started = once(process, "message");
  // What the server loads first.
  const require = createRequire(path);
  require("next");
  require("next/dist/server/lib/start-server");
  const [{ environment }, port] = (await started) as [Extract<ToApp, { kind: "start" }>, unknown];
  Object.assign(process.env, environment);
  const files = join(dirname(path), ".next/static");
  guardNextServer(requestRules(), (listener, server) => sharePort(preferBrotli(listener, files), server, port));
  await import(pathToFileURL(path).href);
} else {
  const { default: next } = await import("next");
  const hostname = "127.0.0.1";
  const port = Number(process.env.PORT);
  const server = createServer();
  const app = next({ dev: true, dir: path, hostname, port, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  guardServer(server, (request, response) => void handle(request, response), requestRules());
  server.listen(port, hostname);
  process.on("SIGTERM", endWithGroup);
}
