import { once } from "node:events";
import http from "node:http";
import { sharePort } from "#local/system/shared-port.ts";

/*
 * A process of a web application that answers with its process id, after keeping its thread busy for as many
 * milliseconds as the path says: "/20".
 */
/** Little, for machines that do other work as well. */
const BUSY_SHARE = 0.1;
const KEEP_ALIVE_MS = 500;
const [, port] = (await once(process, "message")) as [unknown, unknown];
process.on("disconnect", () => process.exit());
const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
server.on(
  "request",
  sharePort(
    ({ url = "/0" }, response) => {
      const end = performance.now() + Number(url.slice(1));
      while (performance.now() < end);
      response.end(String(process.pid));
    },
    server,
    port,
    BUSY_SHARE,
  ),
);
server.listen(Number(process.env.PORT), "127.0.0.1");
