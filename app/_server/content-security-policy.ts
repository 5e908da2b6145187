import "server-only";
import { storageOrigin } from "#lib/storage/signing.ts";
import { webServices } from "./web-services.ts";

let origin: Promise<string> | undefined;

/** Pages run only scripts that carry this request's nonce, and speak to nobody but Skylight and its storage. */
export async function contentSecurityPolicy(nonce: string): Promise<string> {
  const { config, storage } = webServices();
  origin ??= storageOrigin(storage);
  const store = await origin;
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    // Next's development server evaluates code to reload it.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // React's style attributes and the style elements that component libraries insert carry no nonce.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob: ${store}`,
    `connect-src 'self' ${store}`,
    "font-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(config.appUrl.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
