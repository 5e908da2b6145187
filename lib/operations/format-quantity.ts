import { formatDuration } from "./format-duration.ts";
import type { Quantity } from "./system-facts.ts";

/** What a language says of the limits that are a sentence. */
export interface LimitSentences {
  rate: (values: { attempts: number; time: string }) => string;
  throttle: (values: { attempts: number; time: string }) => string;
}

const english: LimitSentences = {
  rate: ({ attempts, time }) => `${attempts} in ${time}`,
  throttle: ({ attempts, time }) => `${attempts} an hour, then a wait of up to ${time} each`,
};

/** A setting or limit for people, in English or in a language (BCP 47) whose sentences are given. */
export function formatQuantity(quantity: Quantity, language = "en", sentences = english): string {
  if (typeof quantity === "string") return quantity;
  if ("count" in quantity) return quantity.count.toLocaleString(language);
  if ("bytes" in quantity) return formatBytes(quantity.bytes, language);
  if ("seconds" in quantity) return formatDuration(quantity.seconds, language);
  if ("rate" in quantity) {
    const { attempts, seconds } = quantity.rate;
    return sentences.rate({ attempts, time: formatDuration(seconds, language) });
  }
  const { freeGuesses, maxWaitSeconds } = quantity.throttle;
  return sentences.throttle({ attempts: freeGuesses, time: formatDuration(maxWaitSeconds, language) });
}

/** In the largest unit that divides it: "100 MiB", "20 GiB", "1,500 bytes". */
function formatBytes(count: number, language: string): string {
  const unit = [
    { name: "GiB", bytes: 1024 ** 3 },
    { name: "MiB", bytes: 1024 ** 2 },
  ].find((one) => count >= one.bytes && count % one.bytes === 0);
  if (unit) return `${(count / unit.bytes).toLocaleString(language)} ${unit.name}`;
  return count.toLocaleString(language, { style: "unit", unit: "byte", unitDisplay: "long" });
}
