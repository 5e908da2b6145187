import { beforeAll, describe, expect, inject, it } from "vitest";
import { indexes } from "#lib/database/keys.ts";
import { comparePermissions, platformActions, toActions, toGrants } from "./support/permissions.ts";
import { newStackPlan, type Plan } from "./support/plan.ts";
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

  it("lets the worker read originals only and write renditions only", () => {
    expect(folders("worker", "s3:GetObject")).toEqual(["uploads"]);
    expect(folders("worker", "s3:PutObject")).toEqual(["thumbnails"]);
  });

  it("lets the web server store originals, by its links, copies without metadata, snapshots of indexes and bulk changes only", () => {
    expect(folders("web", "s3:PutObject")).toEqual(["bulk", "indexes", "thumbnails", "uploads"]);
    expect(folders("web", "s3:GetObject")).toEqual(["bulk", "indexes", "thumbnails", "uploads"]);
  });

  it("lets the web server read its two secrets", () => {
    const secrets = toGrants(planned, "web").filter(({ action }) => action === "ssm:GetParameter");
    expect(secrets.map(({ resource }) => resource)).toEqual([
      "arn:aws:ssm:us-east-1:123456789012:parameter/skylight-production/nextauth-secret",
      "arn:aws:ssm:us-east-1:123456789012:parameter/skylight-production/metrics-token",
    ]);
  });

  function folders(part: (typeof parts)[number], action: string): string[] {
    return toGrants(planned, part)
      .filter((grant) => grant.action === action)
      .map(({ resource }) => /:::[^/]+\/(.+)\/\*$/.exec(resource)?.[1] ?? resource)
      .sort();
  }
});

function actions(grants: { action: string }[]): string[] {
  return [...new Set(grants.map(({ action }) => action))];
}
