import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectral, { type RulesetDefinition } from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import { expect, test } from "vitest";
import { openApiDocument } from "#app/_server/openapi.ts";

/* What judges whom nobody here wrote say of the document. */

/** The linters compile all their rules first, which a busy machine takes its time for. */
const TIMEOUT_MS = 60_000;

const source = JSON.stringify(openApiDocument());

test(
  "Redocly's strict recommendations find nothing",
  async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    const problems = await lintFromString({ source, absoluteRef: "/openapi.json", config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "Spectral's rules for OpenAPI find nothing",
  async () => {
    const judge = new spectral.Spectral();
    judge.setRuleset({ extends: [rulesets.oas] as unknown as RulesetDefinition[] });
    const findings = await judge.run(JSON.parse(source));
    expect(findings.map(({ code, message, path }) => `${code}: ${message} at ${path.join(".")}`)).toEqual([]);
  },
  TIMEOUT_MS,
);

test("nothing in it is typed more weakly than it is", () => {
  const weak: string[] = [];
  const visit = (schema: unknown, at: string) => {
    if (typeof schema !== "object" || schema === null) return;
    const { type, format, pattern, minimum } = schema as Record<string, unknown>;
    const name = at.slice(at.lastIndexOf(".") + 1);
    if (type === "string" && /(?:At|Since)$/.test(name) && !format && !pattern) weak.push(`${at}: no format of time`);
    if (type === "string" && name === "url" && format !== "uri") weak.push(`${at}: no format of an address`);
    if (type === "integer" && minimum === Number.MIN_SAFE_INTEGER) weak.push(`${at}: no bounds`);
    for (const [key, value] of Object.entries(schema)) visit(value, `${at}.${key}`);
  };
  visit(JSON.parse(source), "");
  expect(weak).toEqual([]);
});
