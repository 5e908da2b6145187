import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument, operations } from "./openapi.ts";

const root = join(import.meta.dirname, "../../app/api");

/** Every `route(<operation>, …)` in the route files, as "METHOD /path". */
function routedOperations(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === "route.ts")
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(root, dirname(file)).replaceAll("[", "{").replaceAll("]", "}")}`;
      return [...readFileSync(file, "utf8").matchAll(/export const (\w+) = route\(/g)].map(
        ([, method]) => `${method} ${path}`,
      );
    });
}

test("every operation has its route handler, and every route handler its operation", () => {
  const declared = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(routedOperations().sort()).toEqual(declared.sort());
});

test("the document describes every operation with its answers", () => {
  const document = openApiDocument();
  expect(document.openapi).toBe("3.1.0");
  for (const operation of operations) {
    const described = document.paths?.[operation.path]?.[operation.method];
    expect(described?.operationId).toBe(operation.id);
    for (const status of Object.keys(operation.responses)) expect(described?.responses).toHaveProperty(status);
  }
  expect(JSON.stringify(document.paths?.["/uploads"])).toContain("quota_exceeded");
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(expect.arrayContaining(["Image", "Problem", "User"]));
});

test("operation ids are unique", () => {
  const ids = operations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("strings of bodies are bounded: by their length, or by a pattern without repetitions", () => {
  const unbounded = operations.flatMap(({ id, body }) =>
    body ? unboundedStrings(z.toJSONSchema(body, { io: "input", unrepresentable: "any" }), id) : [],
  );
  expect(unbounded).toEqual([]);
});

/** Whether what a regular expression matches has a longest. */
function isFinitePattern(pattern = "*"): boolean {
  return !/[*+]|,\}/.test(pattern.replaceAll(/\[[^\]]*\]|\\./g, "x"));
}

/** Where a JSON schema takes strings of any length; flags are compared with "true" and "false" only. */
function unboundedStrings(schema: z.core.JSONSchema.BaseSchema, path: string): string[] {
  const inner = [schema.anyOf, schema.oneOf, schema.allOf, schema.prefixItems].flatMap((some) => some ?? []);
  if (schema.items) inner.push(...[schema.items].flat());
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => ({ at: `${path}.${name}`, member }));
  const found = [...inner.map((member) => ({ at: path, member })), ...members].flatMap(({ at, member }) =>
    typeof member === "object" ? unboundedStrings(member, at) : [],
  );
  const isBounded =
    schema.maxLength !== undefined || schema.enum || schema.const !== undefined || isFinitePattern(schema.pattern);
  return schema.type === "string" && !isBounded ? [path, ...found] : found;
}
