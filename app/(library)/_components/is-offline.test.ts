import { beforeEach, expect, test, vi } from "vitest";
import { isOffline, subscribeToNetwork } from "./is-offline.ts";

const network = { onLine: true };
let isServerThere = true;

beforeEach(() => {
  network.onLine = true;
  isServerThere = true;
  vi.stubGlobal("navigator", network);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("fetch", async () => {
    if (!isServerThere) throw new TypeError("Failed to fetch");
    return new Response();
  });
});

function setOnLine(isOnLine: boolean): void {
  network.onLine = isOnLine;
  window.dispatchEvent(new Event(isOnLine ? "online" : "offline"));
}

test("without Wi-Fi one is not offline while the server still answers, as one on the same computer does", async () => {
  const onChange = vi.fn();
  const stop = subscribeToNetwork(onChange);
  setOnLine(false);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isOffline()).toBe(false);
  expect(onChange).not.toHaveBeenCalled();
  stop();
});

test("one is offline from when the server is not reached either until the network is back", async () => {
  const onChange = vi.fn();
  const stop = subscribeToNetwork(onChange);
  isServerThere = false;
  expect(isOffline()).toBe(false);
  setOnLine(false);
  await vi.waitFor(() => expect(isOffline()).toBe(true));
  expect(onChange).toHaveBeenCalledOnce();
  setOnLine(true);
  expect(isOffline()).toBe(false);
  expect(onChange).toHaveBeenCalledTimes(2);
  stop();
});
