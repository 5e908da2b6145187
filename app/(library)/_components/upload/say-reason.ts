import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { leftOutReasons } from "#lib/images/intake.ts";
import { importReasons } from "#lib/imports/reasons.ts";

const toCodes = (reasons: Readonly<Record<string, string>>) =>
  new Map(Object.entries(reasons).map(([code, reason]) => [reason, code]));
const intakeCodes = toCodes(leftOutReasons);
const importCodes = toCodes(importReasons);

/** How many of how many, at a sentence's end. */
const COUNT = / \(\d+\/\d+\)\.$/;

/**
 * A reason of the importer in the language of the page, with counts but no other details; one that is not its own stays
 * as it is.
 */
export function sayReason(reason: string): string {
  const leftOut = browserTranslations("leftOut");
  const imports = browserTranslations("importReasons");
  const general = reason.replace(/:.*$/, ".").replace(COUNT, ".");
  const [intake = "", code = ""] = [intakeCodes.get(reason), importCodes.get(reason) ?? importCodes.get(general)];
  if (leftOut.has(intake)) return leftOut(intake);
  return imports.has(code) ? imports(code).replace(/\.$/, COUNT.exec(reason)?.[0] ?? ".") : reason;
}
