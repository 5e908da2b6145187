import "server-only";
import { storageOrigin } from "#lib/storage/signing.ts";
import { webServices } from "./web-services.ts";

/**
 * Style elements that a library inserts without a nonce: that of sonner, and the same before its text is put in. A test
 * compares them with the package.
 */
export const INSERTED_STYLES = [
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
];

let origin: Promise<string> | undefined;

/** Where pictures come from, "https://bucket.s3.eu-central-1.amazonaws.com". */
export function pictureOrigin(): Promise<string> {
  origin ??= storageOrigin(webServices().storage);
  return origin;
}

/** Pages run only scripts that carry this request's nonce, and speak to nobody but Skylight and its storage. */
export async function contentSecurityPolicy(nonce: string): Promise<string> {
  const { config } = webServices();
  const store = await pictureOrigin();
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    // Next's development server evaluates code to reload it.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // For browsers that do not tell elements from attributes.
    "style-src 'self' 'unsafe-inline'",
    isDevelopment
      ? "style-src-elem 'self' 'unsafe-inline'"
      : `style-src-elem 'self' 'nonce-${nonce}' ${INSERTED_STYLES.join(" ")}`,
    // React writes style attributes, which carry no nonce.
    "style-src-attr 'unsafe-inline'",
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
