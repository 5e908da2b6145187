import { openApiDocument } from "#lib/http/openapi.ts";
import { route } from "#lib/http/route.ts";
import { openApiOperation } from "#lib/operations/system-api.ts";

export const GET = route(openApiOperation, async ({ reply }) => reply(200, { ...openApiDocument() }));
