/** What any answer may be taken for, and by whom. */
const answerHeaders = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
];

/** What browsers apply to a document; beside scripts, of which a page loads more than a dozen, it would only be bytes. */
const pageHeaders = [
  { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
  { key: "x-frame-options", value: "DENY" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  // Browsers ignore it on plain HTTP, so the local system is not affected.
  { key: "strict-transport-security", value: "max-age=63072000; includeSubDomains" },
];

/** API answers and files are data: nothing in them may run or be framed, whatever a browser makes of their type. */
const dataPolicy = { key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" };

/** The address of a share link is all it takes to see it: no search engine and no other site gets to know it. */
const sharePolicy = [
  { key: "x-robots-tag", value: "noindex, nofollow, noarchive, noimageindex" },
  { key: "referrer-policy", value: "no-referrer" },
];

/** A web worker is bound by the policy of its own script, and loads further chunks; other scripts by that of their page. */
const scriptPolicy = {
  key: "content-security-policy",
  value: "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
};

/** The service worker fetches pages in place of the browser. */
const serviceWorkerPolicy = {
  key: "content-security-policy",
  value: "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
};

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run lint` checks the types of everything; a start on a user's machine need not do so again.
  typescript: { ignoreBuildErrors: true },
  // People's pictures are rendered by the worker and never pass through Next's optimizer.
  images: { unoptimized: true },
  experimental: {
    // Where the server does not answer, the router waits; otherwise the browser would replace the app, and all uploads with it.
    useOffline: true,
    // Pages are loaded when they are first asked for rather than all of them at every start.
    preloadEntriesOnStart: false,
  },
  serverExternalPackages: ["@node-rs/argon2"],
  headers: async () => [
    { source: "/:path*", headers: answerHeaders },
    { source: "/((?!_next/static/).*)", headers: pageHeaders },
    { source: "/s/:path*", headers: sharePolicy },
    { source: "/_next/static/chunks/:file(turbopack-worker.*)", headers: [scriptPolicy] },
    { source: "/share-target-worker.js", headers: [serviceWorkerPolicy] },
    ...["/api/:path*", "/:file(icon.*|apple-touch-icon.png|favicon.ico|robots.txt)"].map((source) => ({
      source,
      headers: [dataPolicy],
    })),
  ],
};
