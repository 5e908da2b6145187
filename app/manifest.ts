import type { MetadataRoute } from "next";
import { getTranslations } from "./_messages/get-translations.ts";

/** What a browser needs to install Skylight as an app, and a phone to offer it under "Share". */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations("library");
  return {
    id: "/",
    name: "Skylight",
    short_name: "Skylight",
    description: t("description"),
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#f9fafb",
    theme_color: "#14507f",
    icons: [
      { src: "/icon.svg", type: "image/svg+xml", sizes: "any" },
      { src: "/icon-192.png", type: "image/png", sizes: "192x192" },
      { src: "/icon-512.png", type: "image/png", sizes: "512x512" },
      { src: "/icon-maskable.png", type: "image/png", sizes: "512x512", purpose: "maskable" },
    ],
    shortcuts: [
      { name: t("search"), url: "/search" },
      { name: t("albums"), url: "/albums" },
      { name: t("favourites"), url: "/favourites" },
    ],
    share_target: {
      action: "/share-target",
      method: "POST",
      enctype: "multipart/form-data",
      params: { files: [{ name: "files", accept: ["image/*", ".heic", ".heif"] }] },
    },
  };
}
