import { beforeEach, expect, test, vi } from "vitest";
import { callApi } from "#app/_components/call-api.ts";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { isOffline, subscribeToNetwork } from "./is-offline.ts";

speakHere({ language: "en", areas: en });

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

test("one is offline from when the server is not reached either until it answers", async () => {
  const onChange = vi.fn();
  const stop = subscribeToNetwork(onChange);
  isServerThere = false;
  expect(isOffline()).toBe(false);
  setOnLine(false);
  await vi.waitFor(() => expect(isOffline()).toBe(true));
  expect(onChange).toHaveBeenCalledOnce();
  isServerThere = true;
  setOnLine(true);
  await vi.waitFor(() => expect(isOffline()).toBe(false));
  expect(onChange).toHaveBeenCalledTimes(2);
  stop();
});

test("a server that is away is noticed by the first request without an answer, whatever the browser says", async () => {
  const stop = subscribeToNetwork(() => {});
  isServerThere = false;
  await expect(callApi("/api/timeline")).rejects.toThrow();
  await vi.waitFor(() => expect(isOffline()).toBe(true));
  isServerThere = true;
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(isOffline()).toBe(false));
  stop();
});

test("an answer that breaks off is none: uploads wait for the network, as after any other", async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"image":'));
      controller.error(new TypeError("network error"));
    },
  });
  vi.stubGlobal("fetch", async () => new Response(broken));
  await expect(callApi("/api/uploads")).rejects.toMatchObject({ name: "ApiError", status: 0, code: "unreachable" });
});
