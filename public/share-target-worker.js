/*
 * Takes the files that a phone shares with Skylight, which no page could: they come as a form. It keeps them until the
 * library uploads or discards them. And where no page comes, as without a network, it shows the one that says so, which
 * the library keeps. Every other request goes its ordinary way.
 */

const CACHE = "shared-files";
const OFFLINE_CACHE = "offline-page";

self.addEventListener("install", (event) => {
  // So browsers that can need not start this for what it would leave alone.
  event.addRoutes?.([
    { condition: { requestMode: "navigate" }, source: "fetch-event" },
    { condition: { requestMethod: "GET" }, source: "network" },
  ]);
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  // Pages are asked for while this starts.
  event.waitUntil(Promise.all([self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method === "POST" && new URL(url).pathname === "/share-target") event.respondWith(take(event.request));
  else if (method === "GET" && mode === "navigate") event.respondWith(load(event));
});

/** The page, or the one that says that there is none. */
async function load({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch (error) {
    const cache = await caches.open(OFFLINE_CACHE);
    const [page] = await cache.matchAll();
    if (!page) throw error;
    return page;
  }
}

async function take(request) {
  try {
    const form = await request.formData();
    const cache = await caches.open(CACHE);
    const files = form.getAll("files").filter((value) => value instanceof File);
    await Promise.all(
      files.map((file, index) => {
        const headers = { "content-type": file.type, "file-name": encodeURIComponent(file.name) };
        return cache.put(`/share-target/${Date.now()}/${index}`, new Response(file, { headers }));
      }),
    );
    return Response.redirect("/", 303);
  } catch {
    return Response.redirect("/?shared=lost", 303);
  }
}
