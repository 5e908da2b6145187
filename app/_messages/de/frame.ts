import type { frame as english } from "../en/frame.ts";
import type { Translated } from "../message.ts";

export const frame: Translated<typeof english> = {
  accountMenu: "Kontomenü",
  foldRail: "Nur Symbole zeigen",
  unfoldRail: "Namen zeigen",
  storageUsed: "Belegter Speicher",
  usedShort: "{used} von {quota}",
  searchPhotos: "Fotos suchen",
  tag: "Tag",
  album: "Album",
  camera: "Kamera",
  lens: "Objektiv",
  city: "Stadt",
  region: "Region",
  country: "Land",
};
