import { openApiDocument } from "#app/_server/openapi.ts";
import { route } from "#app/_server/route.ts";
import { openApiOperation } from "#lib/operations/system-api.ts";

export const GET = route(openApiOperation, async ({ reply }) => reply(200, { ...openApiDocument() }));
