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

function drain(backlog: ReturnType<typeof createFairBacklog>, most: number): string[][] {
  const batches: string[][] = [];
  while (backlog.size > 0) batches.push(backlog.take(most).map(({ MessageId = "" }) => MessageId));
  return batches;
}

describe("the backlog of the worker", () => {
  test("serves owners in turn, so that many pictures of one keep nobody waiting", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add([...many("a", 20), ...many("b", 1), ...many("c", 2)]);
    expect(backlog.take(3).map(({ MessageId }) => MessageId)).toEqual(["a0", "b0", "c0"]);
    backlog.add(many("d", 1));
    expect(backlog.take(3).map(({ MessageId }) => MessageId)).toEqual(["a1", "c1", "d0"]);
    expect(backlog.size).toBe(18);
  });

  test("keeps the order of one owner's pictures, and loses none", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add(many("a", 7));
    expect(drain(backlog, 3)).toEqual([["a0", "a1", "a2"], ["a3", "a4", "a5"], ["a6"]]);
    expect(backlog.take(3)).toEqual([]);
  });

  test("gives out what failed before by itself", () => {
    const backlog = createFairBacklog(isRetried);
    backlog.add([message("a", "a0"), message("b", "retried"), message("c", "c0")]);
    expect(drain(backlog, 3)).toEqual([["a0"], ["retried"], ["c0"]]);
  });

  test("puts re-renders behind everybody, and takes what it cannot read as one owner's", () => {
    const backlog = createFairBacklog(isRetried);
    const rerender = { rerender: { run: 1, version: "v1.1" } };
    backlog.add([message("a", "later", rerender), { MessageId: "odd", Body: "{" }, ...many("b", 2)]);
    expect(drain(backlog, 1)).toEqual([["odd"], ["b0"], ["b1"], ["later"]]);
  });
});
