/**
 * A script for the head of every page, which says what may become code there (Trusted Types, W3C): files of the build and
 * the service worker as scripts and workers, and the blobs that a library starts workers from. As HTML only what React makes script
 * elements with, and nothing as the text of a script. Next's loader of chunks has no policy of its own.
 */
export const trustedTypesScript = `window.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (html === "<script><\\/script>" ? html : null),
  createScriptURL: (address, type, sink) => {
    const { origin, pathname, protocol } = new URL(address, location.href);
    if (origin !== location.origin) return null;
    if (protocol === "blob:") return sink.startsWith("Worker") ? address : null;
    return pathname.startsWith("/_next/static/") || pathname === "/share-target-worker.js" ? address : null;
  },
});`;
