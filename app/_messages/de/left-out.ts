import type { leftOut as english } from "../en/left-out.ts";
import type { Translated } from "../message.ts";

export const leftOut: Translated<typeof english> = {
  hidden: "Eine versteckte Datei oder eine, die das System für sich selbst anlegt.",
  live_photo: "Der bewegte Teil eines Live Photos. Videos werden noch nicht unterstützt.",
  video: "Videos werden noch nicht unterstützt.",
  raw: "Rohdaten von Kameras (RAW) werden noch nicht unterstützt.",
  unreadable: "Der Browser kann diese Datei oder diesen Ordner nicht lesen.",
  other: "Dieser Dateityp wird nicht unterstützt. Nimm JPEG, HEIC, PNG, WebP, AVIF, GIF oder TIFF.",
};
