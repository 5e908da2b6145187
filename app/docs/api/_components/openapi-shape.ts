/** The part of an OpenAPI 3.1 document that the page reads. https://spec.openapis.org/oas/v3.1.1.html */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

interface MediaType {
  schema?: JsonSchema;
  example?: unknown;
}

export interface ApiParameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}

export interface ApiOperation {
  operationId: string;
  tags?: string[];
  summary?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: ApiParameter[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, { description: string; content?: Record<string, MediaType> }>;
}

export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Partial<Record<"get" | "post" | "put" | "patch" | "delete", ApiOperation>>>;
  components?: { schemas?: Record<string, JsonSchema> };
}

export const SCHEMAS_PATH = "/docs/api/schemas";

export interface ListedOperation extends ApiOperation {
  method: string;
  path: string;
}

export interface ApiGroup {
  name: string;
  description?: string;
  operations: ListedOperation[];
}

/** Where the operations of a tag are described. */
export function toGroupPath(tag: string): string {
  return `/docs/api/${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}

/** All operations in the document's order. */
export function listOperations(document: ApiDocument): ListedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

export function nameOfRef(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}
