import type { Handler } from "./create-handler.ts";
import { createRenderer, type Renderer } from "./renderer.ts";
import type { WorkerServices } from "./worker-services.ts";

/*
 * The Lambda function's entry. Everything starts when this is loaded, while Lambda gives the most CPU; the render
 * process starts while the clients' code is being loaded, which takes about as long.
 */

interface Running {
  services: WorkerServices;
  handle: Handler;
}

const renderer: Renderer = createRenderer();
const running: Promise<Running> = start();

export const handler: Handler = async (event, context) => (await running).handle(event, context);

/**
 * Gives back what the render process holds, until the next picture comes. For hosts that are not billed by the call.
 */
export async function rest(): Promise<void> {
  await renderer.rest();
}

/** Ends the render process and closes the connections, for good. */
export async function close(): Promise<void> {
  await renderer.close();
  const { services } = await running;
  services.database.client.destroy();
  services.storage.client.destroy();
}

async function start(): Promise<Running> {
  const [{ createServices }, { createHandler }] = await Promise.all([
    import("./create-services.ts"),
    import("./create-handler.ts"),
  ]);
  const services = createServices(renderer);
  return { services, handle: createHandler(services) };
}
