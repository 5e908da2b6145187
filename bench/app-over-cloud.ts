import { randomBytes } from "node:crypto";
import { ensureBuild } from "#local/system/build.ts";
import { freePorts } from "#tests/support/app.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { startApp } from "./app-process.ts";
import { startCloudProcess } from "./cloud-process.ts";

const ROOT = new URL("..", import.meta.url).pathname;

export interface AppOverCloud {
  url: string;
  /** Of table, bucket and queues; also that of this process. */
  environment: Record<string, string>;
  /** Starts the built web application and returns its process id. */
  start(): Promise<number>;
}

/** Runs what needs the web application over a local cloud of its own; both end afterwards. */
export async function withAppOverCloud<T>(run: (app: AppOverCloud) => Promise<T>): Promise<T> {
  const server = await ensureBuild(ROOT);
  await using directory = await temporaryDirectory();
  const { cloud, stop } = await startCloudProcess(directory.path);
  let kill = () => {};
  try {
    Object.assign(process.env, cloud.environment);
    const [port = 0] = await freePorts(1);
    const url = `http://localhost:${port}`;
    const environment = {
      ...cloud.environment,
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    };
    return await run({
      url,
      environment,
      async start() {
        const app = await startApp(server, port, environment);
        kill = () => app.kill("SIGKILL");
        return app.pid ?? 0;
      },
    });
  } finally {
    kill();
    await stop();
  }
}
