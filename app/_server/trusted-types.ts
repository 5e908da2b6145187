/**
 * A script for the head of every page, which says what may become code there (Trusted Types, W3C): files of the build and
 * the service worker, as scripts and workers. As HTML it passes what has no tag, thus makes no element (React writes the text
 * of scripts so when it draws a whole page anew), and the empty script element that React begins with; as the text of a
 * script nothing. Next's loader of chunks has no policy of its own. It has no "<" itself.
 */
export const trustedTypesScript = `window.trustedTypes?.createPolicy("default", {
  createHTML: (html) => (!html.includes("\\x3c") || html === "\\x3cscript>\\x3c/script>" ? html : null),
  createScriptURL: (address) => {
    const { origin, pathname } = new URL(address, location.href);
    const isOurs = pathname.startsWith("/_next/static/") || pathname === "/share-target-worker.js";
    return origin === location.origin && isOurs ? address : null;
  },
});`;
