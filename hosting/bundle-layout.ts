import { fileURLToPath } from "node:url";

/*
 * The bundle as Amplify Hosting takes it.
 * https://docs.aws.amazon.com/amplify/latest/userguide/ssr-deployment-specification.html
 */

export const root = fileURLToPath(new URL("..", import.meta.url));
export const bundleFolder = ".amplify-hosting";

/** Amplify takes 220 MB; well below it a release also starts faster. */
export const MAX_BUNDLE_BYTES = 100 * 1024 * 1024;
export const MAX_ROUTES = 25;

export interface Target {
  kind: "Static" | "Compute";
  /** Name of the compute resource. */
  src?: string;
  /** Sent with static files. */
  cacheControl?: string;
}

/** Where requests go: rules are tried in order; `fallback` answers when the target has nothing there. */
export interface Route {
  /** A path, in which "*" stands for anything. */
  path: string;
  target: Target;
  fallback?: Target;
}

export interface DeployManifest {
  version: 1;
  framework: { name: string; version: string };
  routes: Route[];
  computeResources: { name: string; runtime: string; entrypoint: string }[];
}
