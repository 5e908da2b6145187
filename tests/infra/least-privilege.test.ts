import { beforeAll, describe, expect, inject, it } from "vitest";
import { indexes } from "#lib/database/keys.ts";
import { comparePermissions, platformActions, toActions, toGrants } from "./support/permissions.ts";
import { newStackPlan, type Plan } from "./support/plan.ts";
import { reach } from "./support/reach.ts";
import { findSdkCalls, parts } from "./support/sdk-calls.ts";

const { program, motoEndpoint } = inject("infra");
const indexNames = Object.keys(indexes);

describe.skipIf(!program || !motoEndpoint)("what the roles may do", () => {
  let planned: Plan;

  beforeAll(async () => {
    planned = await newStackPlan();
  });

  describe.each(parts)("%s", (part) => {
    it("is what its code calls, no less and no more", async () => {
      const { commands } = await findSdkCalls(part, indexNames);
      const needed = [...toActions(commands), ...platformActions[part]];
      expect(comparePermissions(needed, actions(toGrants(planned, part)))).toEqual({ missing: [], unneeded: [] });
    });

    it("reaches the indexes that its code queries, and no other", async () => {
      const { indexes: queried } = await findSdkCalls(part, indexNames);
      const reached = toGrants(planned, part).flatMap(({ resource }) => /\/index\/(.+)$/.exec(resource)?.[1] ?? []);
      expect(comparePermissions(queried, reached)).toEqual({ missing: [], unneeded: [] });
    });

    it("shows when a needed permission is taken away", async () => {
      const { commands } = await findSdkCalls(part, indexNames);
      const needed = [...toActions(commands), ...platformActions[part]];
      const granted = actions(toGrants(planned, part));
      for (const taken of granted) {
        const left = granted.filter((action) => action !== taken);
        expect(comparePermissions(needed, left)).toEqual({ missing: [taken], unneeded: [] });
      }
    });

    it("shows when a permission is added that nothing needs", async () => {
      const { commands } = await findSdkCalls(part, indexNames);
      const needed = [...toActions(commands), ...platformActions[part]];
      const granted = [...actions(toGrants(planned, part)), "dynamodb:DeleteTable"];
      expect(comparePermissions(needed, granted)).toEqual({ missing: [], unneeded: ["dynamodb:DeleteTable"] });
    });

    it("names every action and every resource in full, but where AWS knows none", () => {
      const grants = toGrants(planned, part);
      expect(grants.filter(({ action }) => action.includes("*"))).toEqual([]);
      const unbounded = grants.filter(({ resource }) => resource === "*").map(({ action }) => action);
      expect(unbounded.every((action) => action.startsWith("xray:"))).toBe(true);
    });
  });

  it.each(parts)("lets %s reach what its code works with, and nothing beside it", (part) => {
    const byAction = Object.groupBy(toGrants(planned, part), ({ action }) => action);
    const reached = Object.entries(byAction).map(([action, grants = []]) => [
      action,
      grants.map(({ resource }) => toShort(resource)),
    ]);
    expect(sortLists(Object.fromEntries(reached))).toEqual(sortLists(reach[part]));
  });
});

function actions(grants: { action: string }[]): string[] {
  return [...new Set(grants.map(({ action }) => action))];
}

/** An ARN as `reach` has it; one that is none of the stack's own stays as it is. */
function toShort(arn: string): string {
  const names: [RegExp, string][] = [
    [/^arn:aws:s3:::skylight-production-123456789012-us-east-1$/, "bucket"],
    [/^arn:aws:s3:::skylight-production-123456789012-us-east-1\//, ""],
    [/^arn:aws:dynamodb:us-east-1:123456789012:table\/skylight-production(?=$|\/)/, "table"],
    [/^arn:aws:sqs:us-east-1:123456789012:skylight-production-thumbnails$/, "queue"],
    [/^arn:aws:sqs:us-east-1:123456789012:skylight-production-thumbnails-dead-letters$/, "dead letters"],
    [/^arn:aws:ssm:us-east-1:123456789012:parameter\/skylight-production\//, ""],
    [
      /^arn:aws:logs:us-east-1:123456789012:log-group:\/aws\/lambda\/skylight-production-(.+):log-stream:\*$/,
      "log of $1",
    ],
  ];
  return names.reduce((text, [pattern, short]) => text.replace(pattern, short), arn);
}

function sortLists(lists: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.toSorted()]));
}
