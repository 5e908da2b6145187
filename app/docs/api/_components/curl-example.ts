import { type ApiOperation, type JsonSchema, type ListedOperation, nameOfRef } from "./openapi-shape.ts";

/** Values that make an example read like life, by the name of the property or parameter. */
const likely: Record<string, unknown> = {
  email: "ada@example.org",
  password: "correct horse battery",
  currentPassword: "correct horse battery",
  newPassword: "even more correct horse",
  name: "Ada",
  fileName: "harbour.jpg",
  contentType: "image/jpeg",
  bytes: 2270597,
  sha256: "24d39886684681219b7a35978e27b89a4740e131caa12b948b5fd9114349c970",
  id: "01JD3V9Q8Z6R4T2X7M5N1K0PWA",
  ids: ["01JD3V9Q8Z6R4T2X7M5N1K0PWA"],
  limit: 50,
  variant: "original",
};

/** A curl line for an operation, with example values in place. `$TOKEN` is what POST /login answers. */
export function curlExample(operation: ListedOperation, server: string, schemas: Record<string, JsonSchema>): string {
  const parts = [`curl ${methodFlag(operation)}'${server}${toAddress(operation)}'`];
  if (needsToken(operation)) parts.push('-H "Authorization: Bearer $TOKEN"');
  const content = operation.requestBody?.content ?? {};
  if (content["multipart/form-data"]) parts.push("-F file=@harbour.jpg");
  const schema = content["application/json"]?.schema;
  if (schema) {
    parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(toExample("", schema, schemas))}'`);
  }
  return parts.join(" \\\n  ");
}

/** Whether a caller has to be signed in; an empty list in the operation lifts what the document asks for. */
export function needsToken({ security }: ApiOperation): boolean {
  return security === undefined || security.length > 0;
}

function methodFlag({ method, requestBody }: ListedOperation): string {
  const isImplied = method === "GET" || (method === "POST" && requestBody !== undefined);
  return isImplied ? "" : `-X ${method} `;
}

function toAddress({ path, parameters = [] }: ListedOperation): string {
  const withIds = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(likely[name] ?? name));
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map(({ name, schema }) => `${name}=${likely[name] ?? schema?.enum?.[0] ?? name}`);
  return query.length > 0 ? `${withIds}?${query.join("&")}` : withIds;
}

function toExample(name: string, schema: JsonSchema, schemas: Record<string, JsonSchema>): unknown {
  if (name in likely) return likely[name];
  if (schema.$ref) return toExample(name, schemas[nameOfRef(schema.$ref)] ?? {}, schemas);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const first = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (first) return toExample(name, first, schemas);
  if (schema.properties) {
    const required = Object.entries(schema.properties).filter(([key]) => schema.required?.includes(key));
    return Object.fromEntries(required.map(([key, value]) => [key, toExample(key, value, schemas)]));
  }
  if (schema.items) return [toExample(name, schema.items, schemas)];
  if (schema.type === "boolean") return true;
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
  return "text";
}
