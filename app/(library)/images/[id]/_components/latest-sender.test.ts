import { describe, expect, it } from "vitest";
import { createLatestSender } from "./latest-sender.ts";

function startSender() {
  const requests: { sent: string; answer: () => void; fail: () => void }[] = [];
  const send = createLatestSender((id: string, value: boolean) => {
    const sent = `${id} ${value}`;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    requests.push({ sent, answer: () => resolve(sent), fail: () => reject(new Error("No")) });
    return promise;
  });
  return { send, requests, sent: () => requests.map((request) => request.sent) };
}

const rest = () => new Promise(setImmediate);

describe("values of which the last stays", () => {
  it("sends the next when the one before is answered, and each id for itself", async () => {
    const { send, requests, sent } = startSender();
    const first = send("a", true);
    expect(await send("a", false)).toBeUndefined();
    void send("b", true);
    expect(sent()).toEqual(["a true", "b true"]);
    requests[0]?.answer();
    await rest();
    expect(sent()).toEqual(["a true", "b true", "a false"]);
    requests[2]?.answer();
    expect(await first).toEqual({ answer: "a false" });
  });

  it("sends nothing for what was taken back meanwhile", async () => {
    const { send, requests, sent } = startSender();
    const first = send("a", true);
    await send("a", false);
    await send("a", true);
    requests[0]?.answer();
    expect(await first).toEqual({ answer: "a true" });
    expect(sent()).toEqual(["a true"]);
  });

  it("says what was answered last when the last request fails, and begins anew after that", async () => {
    const { send, requests, sent } = startSender();
    const first = send("a", true);
    await send("a", false);
    requests[0]?.answer();
    await rest();
    requests[1]?.fail();
    expect(await first).toEqual({ answer: "a true", error: new Error("No") });
    void send("a", false);
    expect(sent()).toEqual(["a true", "a false", "a false"]);
  });

  it("sends what was wanted since where a request fails", async () => {
    const { send, requests, sent } = startSender();
    const first = send("a", true);
    await send("a", false);
    requests[0]?.fail();
    await rest();
    requests[1]?.answer();
    expect(await first).toEqual({ answer: "a false" });
    expect(sent()).toEqual(["a true", "a false"]);
  });
});
