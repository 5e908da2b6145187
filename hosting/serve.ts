import { spawn } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";
import { answerUnreadable, lingerOnClose } from "#lib/http/guard-server.ts";
import { toBrotliFile } from "#local/system/brotli-files.ts";
import { bundleFolder, type DeployManifest, root, type Target } from "./bundle-layout.ts";
import { findRoute } from "./find-route.ts";

/*
 * Serves .amplify-hosting/ as the hosting does: requests by the manifest's routes, files from static/, everything else
 * to the compute process that it starts. Listens on PORT of this machine. HOSTING_BUNDLE names another folder to serve.
 */

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** What a container's HOSTNAME says: its own name, at which nothing has to be listening. */
const CONTAINER_NAME = "compute.invalid";

const bundle = process.env.HOSTING_BUNDLE || join(root, bundleFolder);
const staticFolder = join(bundle, "static");
const manifest = JSON.parse(await readFile(join(bundle, "deploy-manifest.json"), "utf8")) as DeployManifest;
const computePort = await freePort();
startCompute(computePort);

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    outgoing.destroy();
  });
});
server.on("connection", lingerOnClose);
server.on("checkExpectation", (incoming, outgoing) => server.emit("request", incoming, outgoing));
answerUnreadable(server);
server.listen(Number(process.env.PORT ?? "3000"), "127.0.0.1");

function startCompute(port: number): void {
  const [resource] = manifest.computeResources;
  if (!resource) throw new Error("Expected a compute resource in the manifest");
  const folder = join(bundle, "compute", resource.name);
  const temporary = mkdtempSync(join(tmpdir(), "skylight-compute-"));
  const writable = [temporary, process.env.STORAGE_FOLDER].filter((path) => path !== undefined);
  const child = spawn(process.execPath, [...toPermissions(folder, writable), resource.entrypoint], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      HOSTNAME: CONTAINER_NAME,
      // By this name Next knows itself on the hosting too; rewrites to any other leave the process.
      LISTEN_ADDRESS: "localhost",
      TMPDIR: temporary,
      NODE_ENV: "production",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  child.once("exit", (code) => process.exit(code ?? 1));
  const stop = () => child.kill("SIGTERM");
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  process.once("exit", () => {
    stop();
    rmSync(temporary, { recursive: true, force: true });
  });
}

/** The hosting has the compute folder and no checkout beside it, so nothing else can be read here either. */
function toPermissions(folder: string, writable: string[]): string[] {
  return [
    "--permission",
    "--disable-warning=SecurityWarning",
    ...[folder, ...writable].map((path) => `--allow-fs-read=${path}`),
    ...writable.map((path) => `--allow-fs-write=${path}`),
    "--allow-addons",
    "--allow-worker",
  ];
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const pathname = (incoming.url ?? "/").split("?", 1)[0] ?? "/";
  const { target, fallback } = findRoute(manifest.routes, pathname);
  if (target.kind === "Compute") return forward(incoming, outgoing);
  const file = await findFile(pathname);
  if (file) return send(file, target, incoming, outgoing);
  if (fallback?.kind === "Compute") return forward(incoming, outgoing);
  outgoing.writeHead(404).end();
}

async function findFile(pathname: string): Promise<string | undefined> {
  const decoded = decodePath(pathname);
  if (decoded === undefined) return undefined;
  const file = normalize(join(staticFolder, decoded));
  if (!file.startsWith(`${staticFolder}/`)) return undefined;
  return (await stat(file).catch(() => undefined))?.isFile() ? file : undefined;
}

function decodePath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

/** The CDN in front of the hosting compresses by itself; here the build's compressed files are what it would send. */
async function send(
  file: string,
  { cacheControl }: Target,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const brotliFile = toBrotliFile(file, incoming);
  const brotli = brotliFile === undefined ? undefined : await stat(brotliFile).catch(() => undefined);
  const sent = brotliFile !== undefined && brotli ? brotliFile : file;
  const { size, mtimeMs } = brotli ?? (await stat(file));
  const etag = `W/"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
  const headers = {
    etag,
    vary: "Accept-Encoding",
    ...(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
  };
  if (incoming.headers["if-none-match"] === etag) return void outgoing.writeHead(304, headers).end();
  outgoing.writeHead(200, {
    ...headers,
    "content-type": contentTypes[extname(file)] ?? "application/octet-stream",
    "content-length": size,
    ...(brotli ? { "content-encoding": "br" } : {}),
  });
  await pipeline(createReadStream(sent), outgoing);
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  // A refusal comes before the body has been sent: the rest of it is taken off the line, so that the client reads on.
  const discardRest = () => {
    incoming.unpipe(onward);
    incoming.resume();
  };
  let isAnswered = false;
  const onward = request({ host: "localhost", port: computePort, method, path: url, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.once("end", () => {
      isAnswered = true;
      discardRest();
    });
    answered.pipe(outgoing);
  });
  onward.on("error", () => {
    discardRest();
    // While the compute process starts, the hosting answers so as well.
    if (!outgoing.headersSent) outgoing.writeHead(502).end();
    else if (!isAnswered) outgoing.destroy();
  });
  // Else the headers would wait for the first bytes of the body.
  onward.flushHeaders();
  incoming.pipe(onward);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createSocketServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
