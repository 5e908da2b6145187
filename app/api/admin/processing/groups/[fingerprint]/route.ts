import { route } from "#app/_server/route.ts";
import { getFailureGroup } from "#lib/operations/list-failure-groups.ts";
import { getFailureGroupOperation } from "#lib/operations/processing-api.ts";

export const GET = route(getFailureGroupOperation, async ({ services, params, query, reply }) =>
  reply(200, await getFailureGroup(services, { ...params, ...query })),
);
