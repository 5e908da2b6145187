import Bowser from "bowser";
import { UNKNOWN_DEVICE } from "./unknown-device.ts";

const MAX_DEVICE_LENGTH = 60;

/**
 * A device for people, from its User-Agent: "Firefox on Windows", or of a program its first product, such as
 * "curl/8.14.1". The header is the client's own claim.
 */
export function describeDevice(userAgent: string | null): string {
  if (!userAgent) return UNKNOWN_DEVICE;
  const { browser, os } = Bowser.parse(userAgent);
  const known = [browser.name, os.name].filter(Boolean).join(" on ");
  const isBrowser = userAgent.startsWith("Mozilla/");
  return (isBrowser && known ? known : (userAgent.split(" ")[0] ?? "")).slice(0, MAX_DEVICE_LENGTH);
}
