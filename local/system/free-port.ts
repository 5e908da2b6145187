import { createServer } from "node:net";
import { PortInUseError } from "#local/cloud/loopback-server.ts";

/** Both are what "localhost" stands for; a browser may try either first. */
const LOOPBACK_ADDRESSES = ["127.0.0.1", "::1"];

/** @throws PortInUseError when something listens on the port of this machine's loopback interface */
export async function requireFreePort(port: number): Promise<void> {
  for (const address of LOOPBACK_ADDRESSES) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => {
        // Machines without IPv6 have no such address, and nobody listens there.
        if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve();
        else reject(error.code === "EADDRINUSE" ? new PortInUseError(port, error) : error);
      });
      server.listen(port, address, () => server.close(() => resolve()));
    });
  }
}
