import { route } from "#app/_server/route.ts";
import { getSystem } from "#lib/operations/get-system.ts";
import { getSystemOperation } from "#lib/operations/overview-api.ts";

export const GET = route(getSystemOperation, async ({ services, reply }) => reply(200, getSystem(services.config)));
