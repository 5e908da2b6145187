/*
 * Takes the files that a phone shares with Skylight, which no page could: they come as a form. It keeps them until the
 * library uploads or discards them. Every other request goes its ordinary way.
 */

const CACHE = "shared-files";

self.addEventListener("install", (event) => {
  // So browsers that can need not start this for what it would leave alone.
  event.addRoutes?.({ condition: { requestMethod: "GET" }, source: "network" });
  self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "POST" && new URL(url).pathname === "/share-target") event.respondWith(take(event.request));
});

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
