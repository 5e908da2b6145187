import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { leftOutReasons } from "#lib/images/intake.ts";
import { importReasons } from "#lib/imports/reasons.ts";

const toCodes = (reasons: Readonly<Record<string, string>>) =>
  new Map(Object.entries(reasons).map(([code, reason]) => [reason, code]));
const intakeCodes = toCodes(leftOutReasons);
const importCodes = toCodes(importReasons);

/** A reason of the importer in the language of the page, without details; one that is not its own stays as it is. */
export function sayReason(reason: string): string {
  const leftOut = browserTranslations("leftOut");
  const imports = browserTranslations("importReasons");
  const general = reason.replace(/:.*$/, ".");
  const [intake = "", code = ""] = [intakeCodes.get(reason), importCodes.get(reason) ?? importCodes.get(general)];
  if (leftOut.has(intake)) return leftOut(intake);
  return imports.has(code) ? imports(code) : reason;
}
