import { openApiDocument } from "#app/_server/openapi.ts";
import { route } from "#app/_server/route.ts";
import { sessionCookieName } from "#lib/accounts/cookies.ts";
import { openApiOperation } from "#lib/operations/system-api.ts";

export const GET = route(openApiOperation, async ({ services, reply }) =>
  reply(200, { ...openApiDocument(sessionCookieName(services.config)) }),
);
