import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { openApiDocument } from "#app/_server/openapi.ts";

/*
 * Compares answers with the OpenAPI document: its status, its type and every member of its body must be described.
 * The document is the one that /api/openapi.json serves, and says nothing of next-auth's own routes.
 */

const DOCUMENT_ID = "openapi";
const PROBLEM = "application/problem+json";
/** What any path answers that does not exist, or takes another method: there is no operation to describe it. */
const STATUSES_WITHOUT_OPERATION = new Set([404, 405, 421, 422]);

interface Described {
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as { paths: Record<string, Record<string, Described>> };
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: DOCUMENT_ID, ...document });

const paths = Object.keys(document.paths)
  .map((path) => ({ path, pattern: new RegExp(`^/api${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) }))
  // "/images/lookup" before "/images/{id}".
  .sort((a, b) => Number(a.path.includes("{")) - Number(b.path.includes("{")));

export interface Answer {
  method: string;
  /** Address or request target. */
  url: string;
  status: number;
  contentType: string | undefined;
  body: string;
}

/** What in an answer the document does not describe, one line each; none for what is not the API's. */
export function findUndescribed({ method, url, status, contentType, body }: Answer): string[] {
  const { pathname } = new URL(url, "http://localhost");
  const isOfApi = pathname === "/api" || pathname.startsWith("/api/");
  if (!isOfApi || pathname.startsWith("/api/auth/") || method === "OPTIONS") return [];
  const where = `${method} ${pathname} answered ${status}`;
  const type = contentType?.split(";")[0];
  const path = paths.find(({ pattern }) => pattern.test(pathname))?.path;
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const responses = path && document.paths[path]?.[verb]?.responses;
  if (!responses) {
    if (!STATUSES_WITHOUT_OPERATION.has(status)) return [`${where}, though there is no such operation`];
    return method === "HEAD" ? [] : findFaults(where, "#/components/schemas/Problem", type === PROBLEM, body);
  }
  const response = responses[status];
  if (!response) return [`${where}, which is not described: ${body.slice(0, 200)}`];
  if (!response.content) return body === "" ? [] : [`${where} with a body, which is not described`];
  if (!type || !(type in response.content))
    return [`${where} as ${type}, described are ${Object.keys(response.content)}`];
  if (method === "HEAD" || !type.endsWith("json")) return [];
  return findFaults(
    where,
    `#${pointer("paths", path, verb, "responses", String(status), "content", type, "schema")}`,
    true,
    body,
  );
}

function findFaults(where: string, schema: string, isJson: boolean, body: string): string[] {
  if (!isJson) return [`${where}, which is no problem document: ${body.slice(0, 200)}`];
  const validate = ajv.getSchema(DOCUMENT_ID + schema);
  if (!validate) throw new Error(`Expected a schema at ${schema}`);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [`${where} with a body that is not JSON: ${body.slice(0, 200)}`];
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${where}: ${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
}

/** A JSON pointer as it stands in a fragment (RFC 6901, section 6). */
function pointer(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");
}
