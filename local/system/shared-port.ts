import type { RequestListener, Server } from "node:http";
import net from "node:net";
import type { FromApp, ToApp } from "./app-messages.ts";

const LOAD_MS = 1_000;
/** Of a process whose thread takes this part of a processor, others may take connections over. */
const BUSY_SHARE = 0.7;
/** The part of its connections that it then gives up each second. */
const GIVEN_UP = 1 / 4;
/** A client that keeps its connection is told to close it with its next answer, or loses it after this long. */
const LEAVE_MS = 10_000;

/**
 * Has a server of this process serve a port together with others: it listens on `port`, the handle of one that listens
 * already, or opens its own and sends it to the parent. Whoever is free takes the next connection. While requests come
 * it tells the parent how busy it is, and where it is too busy and there are others, some of its clients are asked to
 * connect anew. Returns the listener to use in place of `listener`.
 */
export function sharePort(
  listener: RequestListener,
  server: Server,
  port: unknown,
  busyShare = BUSY_SHARE,
): RequestListener {
  let peers = 0;
  let toGiveUp = 0;
  let isLeaving = false;
  const tell = (message: FromApp, handle?: unknown) =>
    process.send?.(message, handle as Parameters<NonNullable<typeof process.send>>[1]);
  const watchLoad = createLoadWatch((share) => {
    const isBusy = share >= busyShare;
    // Half as much for each of two is no reason to be one again.
    if (share >= busyShare / 2) tell({ kind: "load", isBusy });
    if (!isBusy || peers === 0) return;
    server.getConnections((_error, count = 0) => {
      toGiveUp = Math.ceil(count * GIVEN_UP);
    });
  });

  if (port) listenOn(server, port);
  server.once("listening", () => tell({ kind: "listening" }, port ? undefined : toHandle(server)));
  process.on("message", (message: ToApp) => {
    if (message.kind === "peers") peers = message.count;
    if (message.kind !== "leave") return;
    isLeaving = true;
    // Not the server's own, which at once closes connections on which a request may be under way.
    net.Server.prototype.close.call(server, () => process.exit());
    setTimeout(() => server.closeIdleConnections(), LEAVE_MS);
  });

  return (request, response) => {
    watchLoad();
    if (isLeaving || toGiveUp > 0) {
      toGiveUp--;
      response.shouldKeepAlive = false;
    }
    return listener(request, response);
  };
}

/** Whoever makes the server tells it which port to open, and need not know that there is one. */
function listenOn(server: Server, handle: unknown): void {
  const listen = server.listen.bind(server);
  server.listen = (() => listen(handle)) as typeof server.listen;
}

/** What Node gives to another process of a server without beginning to accept connections there. */
function toHandle(server: Server): unknown {
  return (server as unknown as { _handle: unknown })._handle;
}

/**
 * Call it for each request; while they come, `onLoad` hears once a second which part of a processor this
 * thread had. One that waits for a processor is not busy: another process would wait as well.
 */
function createLoadWatch(onLoad: (share: number) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let requests = 0;
  const watch = () => {
    const [since, before] = [performance.now(), threadMs()];
    requests = 0;
    timer = setTimeout(() => {
      timer = undefined;
      onLoad((threadMs() - before) / (performance.now() - since));
      if (requests > 0) watch();
    }, LOAD_MS);
    timer.unref();
  };
  return () => {
    requests++;
    if (!timer) watch();
  };
}

/** Processor time of this thread so far, milliseconds. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
