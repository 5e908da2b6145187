import { openApiDocument } from "#app/_server/openapi.ts";
import { type ApiDocument, type ApiGroup, listOperations } from "./openapi-shape.ts";

/** The API's own description. */
export function readDocument(): ApiDocument {
  // A document is plain JSON; going through it leaves the builder's own types behind.
  return JSON.parse(JSON.stringify(openApiDocument()));
}

/** Its operations by tag, in the document's order. */
export function apiGroups(document = readDocument()): ApiGroup[] {
  const operations = listOperations(document);
  return (document.tags ?? []).map((tag) => ({
    ...tag,
    operations: operations.filter((operation) => operation.tags?.includes(tag.name)),
  }));
}
