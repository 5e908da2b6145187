import { expect, test } from "vitest";
import { ReplacedSessionError, type Session, type SessionContext } from "./index-session.ts";
import { leaveToJob } from "./rebuild-session.ts";

test("the job is asked for news after some seconds, and at once where the clock was put back", async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const asked: string[] = [];
  const context = {
    clock: () => nowMs,
    discard: async () => void asked.push("discard"),
  } as Partial<SessionContext> as SessionContext;
  const requests = {
    request: async () => void asked.push("request"),
    async isOpen() {
      asked.push("isOpen");
      return asked.length < 3;
    },
  };
  const session: Session = { address: { path: "", ownerId: "owner" }, appliedSinceSnapshot: 0 };
  const leave = () => leaveToJob(context, session, requests);
  await leave();
  nowMs += 5_000;
  await leave();
  expect(asked).toEqual(["request"]);
  nowMs += 6_000;
  await leave();
  expect(asked).toEqual(["request", "isOpen"]);
  nowMs -= 24 * 60 * 60_000;
  await expect(leave()).rejects.toThrow(ReplacedSessionError);
  expect(asked).toEqual(["request", "isOpen", "isOpen", "discard"]);
});
