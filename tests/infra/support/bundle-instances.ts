import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { sendRaw } from "#tests/support/raw-request.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { bundleFolder, root } from "../../../hosting/bundle-layout.ts";

/** A busy machine takes a while over the code of two servers. */
const START_LIMIT_MS = 120_000;

/**
 * Starts the hosting's bundle out of an empty folder of its own below `folder`, as hosting/serve.ts stands in for the
 * hosting: its process can read nothing but that folder, and knows what `environment` says.
 */
export async function startBundle(
  folder: string,
  port: number,
  environment: Record<string, string>,
): Promise<ChildProcess> {
  const bundle = join(folder, `bundle-${port}`);
  await cp(join(root, bundleFolder), bundle, { recursive: true, verbatimSymlinks: true });
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["hosting/serve.ts"], {
    cwd: root,
    env: { PATH, NODE_ENV: "production", ...environment, HOSTING_BUNDLE: bundle, PORT: String(port) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const { host } = new URL(environment.NEXTAUTH_URL ?? "");
  const ask = { path: "/api/openapi.json", headers: { host } };
  const answers = () =>
    sendRaw(`http://127.0.0.1:${port}`, ask).then(
      ({ status }) => status === 200,
      () => false,
    );
  try {
    await waitUntil("the bundle to answer", answers, START_LIMIT_MS);
  } catch (error) {
    child.kill("SIGTERM");
    throw error;
  }
  return child;
}

/** Listens on `port` and leads each connection to the next of the instances in turn, byte for byte. */
export async function shareConnections(port: number, instancePorts: number[]): Promise<Server> {
  let taken = 0;
  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    const onward = connect({
      port: instancePorts[taken++ % instancePorts.length] ?? 0,
      host: "127.0.0.1",
      allowHalfOpen: true,
    });
    incoming.pipe(onward).pipe(incoming);
    incoming.on("error", () => onward.destroy());
    onward.on("error", () => incoming.destroy());
    incoming.on("close", () => onward.destroy());
    onward.on("close", () => incoming.destroy());
  });
  server.listen(port, "localhost");
  await once(server, "listening");
  return server;
}
