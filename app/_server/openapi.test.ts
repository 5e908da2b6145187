import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
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
