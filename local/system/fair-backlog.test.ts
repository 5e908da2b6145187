import type { Message } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { createFairBacklog } from "./fair-backlog.ts";

const message = (ownerId: string, imageId: string, more: object = {}): Message => ({
  MessageId: imageId,
  Body: JSON.stringify({ kind: "render", ownerId, imageId, ...more }),
});
const isRetried = ({ MessageId }: Message) => MessageId?.startsWith("retried") ?? false;
const many = (ownerId: string, count: number) =>
  Array.from({ length: count }, (_, index) => message(ownerId, `${ownerId}${index}`));

type Backlog = ReturnType<typeof createFairBacklog>;

function take(backlog: Backlog, most: number, mayServe?: (owner: string) => boolean): string[] {
  return (backlog.take(most, mayServe)?.messages ?? []).map(({ MessageId = "" }) => MessageId);
}

function drain(backlog: Backlog, most: number): string[][] {
  const batches: string[][] = [];
  while (backlog.size > 0) batches.push(take(backlog, most));
  return batches;
}

describe("the backlog of the worker", () => {
  test("serves owners in turn, so that many pictures of one keep nobody waiting", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add([...many("a", 20), ...many("b", 1), ...many("c", 4)]);
    expect(take(backlog, 6)).toEqual(["a0", "a1"]);
    expect(take(backlog, 6)).toEqual(["b0"]);
    backlog.add(many("d", 1));
    expect(drain(backlog, 6).slice(0, 5)).toEqual([
      ["c0", "c1"],
      ["a2", "a3"],
      ["d0"],
      ["c2", "c3"],
      ["a4", "a5", "a6", "a7", "a8", "a9"],
    ]);
  });

  test("keeps the order of one owner's pictures, and loses none", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add(many("a", 7));
    expect(drain(backlog, 3)).toEqual([["a0", "a1", "a2"], ["a3", "a4", "a5"], ["a6"]]);
    expect(backlog.take(3)).toBeUndefined();
  });

  test("gives out what failed before by itself", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add([message("a", "a0"), message("a", "retried"), message("a", "a1"), message("a", "a2")]);
    expect(drain(backlog, 3)).toEqual([["a0"], ["retried"], ["a1", "a2"]]);
  });

  test("passes over owners who have had enough, and keeps their turn", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add([...many("a", 2), ...many("b", 1), message("a", "later", { rerender: { run: 1, version: "v1.1" } })]);
    const isNotA = (owner: string) => owner !== "a";
    expect(take(backlog, 4, isNotA)).toEqual(["b0"]);
    // What can wait comes when nobody else has anything.
    expect(take(backlog, 4, isNotA)).toEqual([]);
    expect(drain(backlog, 4)).toEqual([["a0", "a1"], ["later"]]);
  });

  test("puts re-renders behind everybody, and takes what it cannot read as one owner's", () => {
    const backlog = createFairBacklog(isRetried);
    const rerender = { rerender: { run: 1, version: "v1.1" } };
    backlog.add([message("a", "later", rerender), { MessageId: "odd", Body: "{" }, ...many("b", 2)]);
    expect(drain(backlog, 1)).toEqual([["odd"], ["b0"], ["b1"], ["later"]]);
  });
});
