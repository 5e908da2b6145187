import type { failures as english } from "../en/failures.ts";
import type { Translated } from "../message.ts";

export const failures: Translated<typeof english> = {
  unsupported_format: "Dieser Dateityp wird nicht unterstützt. Nimm JPEG, HEIC, PNG, WebP, AVIF, GIF oder TIFF.",
  unsupported_codec: "Das Foto in dieser Datei ist auf eine Weise komprimiert, die noch nicht unterstützt wird.",
  unsupported_sequence: "Das ist eine Animation ohne Einzelbild. So etwas wird noch nicht unterstützt.",
  unsupported_video: "Videos werden noch nicht unterstützt.",
  unsupported_raw: "Rohdaten von Kameras (RAW) werden noch nicht unterstützt.",
  corrupt_image: "Die Datei ist beschädigt oder unvollständig und lässt sich nicht öffnen.",
  too_many_pixels: "Dieses Foto hat mehr Pixel, als Skylight in diesem Format annimmt.",
  too_complex: "Dieses Foto ist zu komplex, Skylight kann es nicht öffnen.",
  too_many_frames: "Die Animation hat mehr Bilder, als Skylight annimmt.",
  too_large: "Die Datei ist größer, als Skylight annimmt.",
  type_mismatch: "Der Inhalt der Datei passte nicht zu ihrem Typ. Versuche es erneut: Jetzt zählt nur noch der Inhalt.",
  checksum_mismatch: "Angekommen sind andere Daten als angekündigt. Bitte lade die Datei noch einmal hoch.",
  timed_out: "Das Öffnen des Fotos hat zu lange gedauert und wurde abgebrochen.",
  internal: "Bei uns ist etwas schiefgegangen. Dein Original ist sicher; bitte versuche es noch einmal.",
};
