import { getFailureGroup } from "#lib/admin/list-failure-groups.ts";
import { getFailureGroupOperation } from "#lib/admin/processing-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(getFailureGroupOperation, async ({ services, params, query, reply }) =>
  reply(200, await getFailureGroup(services, { ...params, ...query })),
);
