import { route } from "#app/_server/route.ts";
import { getFailureGroupOperation } from "#lib/operations/processing-api.ts";
import { getFailureGroup } from "#lib/operations/view-processing.ts";

export const GET = route(getFailureGroupOperation, async ({ services, params, query, reply }) =>
  reply(200, await getFailureGroup(services, { ...params, ...query })),
);
