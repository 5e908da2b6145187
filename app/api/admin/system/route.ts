import { getSystem } from "#lib/admin/get-system.ts";
import { getSystemOperation } from "#lib/admin/overview-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(getSystemOperation, async ({ services, reply }) => reply(200, getSystem(services.config)));
