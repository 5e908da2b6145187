import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { INSERTED_STYLES } from "./content-security-policy.ts";

const toSource = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("the policy knows the styles that sonner inserts", () => {
  const source = readFileSync(fileURLToPath(import.meta.resolve("sonner")), "utf8");
  const [, literal = ""] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source) ?? [];
  expect(INSERTED_STYLES).toEqual([toSource(JSON.parse(literal)), toSource("")]);
});
