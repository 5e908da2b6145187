import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import * as userApi from "#lib/accounts/user-api.ts";
import * as albumApi from "#lib/albums/album-api.ts";
import * as auditApi from "#lib/audit/audit-api.ts";
import * as bulkApi from "#lib/bulk/bulk-api.ts";
import { type ErrorCode, errorStatus } from "#lib/errors.ts";
import type { Access, Operation } from "#lib/http/operation.ts";
import { problemSchema } from "#lib/http/problem.ts";
import * as imageApi from "#lib/images/image-api.ts";
import * as integrityApi from "#lib/integrity/integrity-api.ts";
import * as duplicateApi from "#lib/library/duplicate-api.ts";
import * as imageListApi from "#lib/library/image-list-api.ts";
import * as mapApi from "#lib/library/map-api.ts";
import * as savedSearchApi from "#lib/library/saved-search-api.ts";
import * as searchApi from "#lib/library/search-api.ts";
import * as timelineApi from "#lib/library/timeline-api.ts";
import * as viewImageApi from "#lib/library/view-image-api.ts";
import * as overviewApi from "#lib/operations/overview-api.ts";
import * as processingApi from "#lib/operations/processing-api.ts";
import * as renditionsApi from "#lib/operations/renditions-api.ts";
import * as systemApi from "#lib/operations/system-api.ts";
import * as userAdminApi from "#lib/operations/user-admin-api.ts";
import * as placeApi from "#lib/places/place-api.ts";
import * as shareApi from "#lib/shares/share-api.ts";
import * as sharedApi from "#lib/shares/shared-api.ts";
import * as tagApi from "#lib/tags/tag-api.ts";
import * as uploadApi from "#lib/uploads/upload-api.ts";
import packageJson from "../../package.json" with { type: "json" };

/** What a newcomer calls first stands first; the others follow by name. */
const firstCalls = ["register", "login", "beginUpload", "upload", "listImages", "getImage", "getUrl"];

/** Every operation of the REST API, in the order the document shows them. */
export const operations: Operation[] = [
  userApi,
  uploadApi,
  imageApi,
  imageListApi,
  timelineApi,
  viewImageApi,
  searchApi,
  savedSearchApi,
  mapApi,
  duplicateApi,
  placeApi,
  bulkApi,
  albumApi,
  tagApi,
  shareApi,
  sharedApi,
  overviewApi,
  userAdminApi,
  processingApi,
  renditionsApi,
  integrityApi,
  auditApi,
  systemApi,
]
  .flatMap((api) => Object.values(api).filter((value): value is Operation => isOperation(value)))
  .sort((a, b) => getOrder(a) - getOrder(b));

function getOrder({ id }: Operation): number {
  const place = firstCalls.indexOf(id);
  return place < 0 ? firstCalls.length : place;
}

const apiTags = [
  { name: "Account", description: "Register, sign in, and see what you use." },
  { name: "Uploads", description: "Put photos in." },
  { name: "Images", description: "Find photos, view them, download them." },
  { name: "Albums", description: "Put photos together, and keep searches." },
  { name: "Tags", description: "Give photos words of your own." },
  { name: "Shares", description: "Show photos to people without an account." },
  { name: "Admin", description: "For admins only; to everybody else these calls do not exist (404)." },
  { name: "System", description: "How the service is doing, and this description." },
];

/**
 * The OpenAPI 3.1 document, made of the very schemas that parse requests and whitelist responses. `sessionCookie` is
 * the name that the cookie has where it is served.
 */
export function openApiDocument(sessionCookie = "next-auth.session-token"): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Skylight API",
      version: packageJson.version,
      description:
        "Upload photos, list them with their renditions, and get signed links that expire. Errors are problem documents (RFC 9457) with a stable `code`; a path that takes another method answers 405 with `Allow`, and one that does not exist 404. Lists of codes grow: treat one that you do not know by its status. Lists and counts may be some seconds behind. To see your own changes in them at once, send along the header `Skylight-Changes` that the answer to a change had, for a minute; several values are separated by `~`. Only the last 200 changes are read; send no more than these (6 KB).",
      license: { name: packageJson.license, identifier: packageJson.license },
      contact: { name: "The people who run this installation" },
    },
    servers: [{ url: "/api" }],
    tags: apiTags,
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A token from `POST /login`" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: sessionCookie,
          description: "The browser's session",
        },
      },
    },
    paths: paths(),
  });
}

function paths(): ZodOpenApiPathsObject {
  const result: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    result[operation.path] = { ...result[operation.path], [operation.method]: describe(operation) };
  }
  return result;
}

/** Who may call. */
const callers: Record<Access, string> = {
  public: "Anybody may call it.",
  user: "For signed-in users.",
  admin: "For admins.",
  metrics: "For admins and the configured scraper.",
};

function describe(operation: Operation): ZodOpenApiOperationObject {
  const requestBody = operation.body
    ? {
        required: true,
        content: {
          "application/json": { schema: operation.body },
          ...(operation.isForm ? { "application/x-www-form-urlencoded": { schema: operation.body } } : {}),
        },
      }
    : operation.multipart
      ? { required: true, content: { "multipart/form-data": { schema: operation.multipart } } }
      : undefined;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, callers[operation.access]].filter(Boolean).join(" "),
    ...(operation.access === "public" ? { security: [] } : {}),
    ...(operation.params || operation.query || operation.headers
      ? {
          requestParams: {
            ...(operation.params ? { path: operation.params } : {}),
            ...(operation.query ? { query: operation.query } : {}),
            ...(operation.headers ? { header: operation.headers } : {}),
          },
        }
      : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: { ...successes(operation), ...refusals(operation) },
  };
}

function successes(operation: Operation): ZodOpenApiOperationObject["responses"] {
  return Object.fromEntries(
    Object.entries(operation.responses).map(
      ([status, { description, body, contentType = "application/json", alternatives = {} }]) => {
        if (!body) return [status, { description }];
        const content = Object.entries({ [contentType]: body, ...alternatives }).map(([type, schema]) => [
          type,
          { schema },
        ]);
        return [status, { description, content: Object.fromEntries(content) }];
      },
    ),
  );
}

function refusals(operation: Operation): ZodOpenApiOperationObject["responses"] {
  const codes = new Set<ErrorCode>([...operation.errors, ...everywhere]);
  if (operation.access === "user") codes.add("unauthenticated");
  if (operation.access === "admin" || operation.access === "metrics") codes.add("not_found");
  if (operation.method !== "get") codes.add("forbidden_origin");
  if (operation.body || operation.multipart) codes.add("unsupported_media_type");
  const byStatus = Map.groupBy(codes, (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, group]) => [
        String(status),
        {
          description: group.map((code) => `\`${code}\``).join(", "),
          ...(status === TOO_MANY_REQUESTS || status === UNAVAILABLE ? { headers: retryAfter } : {}),
          content: { "application/problem+json": { schema: problemSchema } },
        },
      ]),
  );
}

/** Any request can have a body, also one whose operation reads none, and any item can be changed by many at a time. */
const everywhere = [
  "malformed_request",
  "invalid_request",
  "misdirected_request",
  "internal",
  "body_too_large",
  "headers_too_large",
  "request_timeout",
  "unavailable",
] as const satisfies ErrorCode[];

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const retryAfter = {
  "Retry-After": { description: "Seconds until trying again has a chance", schema: { type: "integer" as const } },
};

function isOperation(value: unknown): boolean {
  return typeof value === "object" && value !== null && "id" in value && "responses" in value;
}
