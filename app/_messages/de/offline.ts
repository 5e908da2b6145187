import type { offline as english } from "../en/offline.ts";
import type { Translated } from "../message.ts";

export const offline: Translated<typeof english> = {
  title: "Skylight ist nicht erreichbar",
  help: "Vielleicht bist du offline. Sobald es eine Verbindung gibt, sind deine Fotos wieder da.",
};
