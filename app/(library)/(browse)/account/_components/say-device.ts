import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { UNKNOWN_DEVICE } from "#lib/accounts/unknown-device.ts";

/** A device, which the server writes down as "Firefox on Windows", in the language of the page. */
export function sayDevice(device: string, t: Translator<Catalogue["account"]>): string {
  if (device === UNKNOWN_DEVICE) return t("unknownDevice");
  const [browser = "", system] = device.split(" on ");
  return system === undefined ? device : t("device", { browser, system });
}
