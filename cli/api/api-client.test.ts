import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { PlannedPhoto } from "#lib/imports/plan-photo.ts";
import { createApiClient, RefusedError } from "./api-client.ts";

const HOUR_MS = 3_600_000;
const entry = { path: "a.jpg", part: "", bytes: 1, open: async () => new Blob(["a"]) };
const photo: PlannedPhoto = { entry, fileName: "a.jpg", contentType: "image/jpeg", facts: {}, albums: [] };
const announced = { photo, sha256: "hash" };

/** A server that answers so, by method and path, and a client of it; `asked` are the calls but signing in. */
async function startServer(answer: (call: string, url: string) => object) {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const call = `${request.method} ${request.url}`;
    request.resume();
    if (call !== "POST /api/login") asked.push(call);
    response.setHeader("content-type", "application/json");
    request.on("end", () =>
      response.end(JSON.stringify(call === "POST /api/login" ? { token: "t" } : answer(call, url))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  return { url, asked, client: createApiClient({ url, email: "a@example.org", password: "secret", signal }) };
}

const toUpload = (url: string, endsInMs: number) => ({
  image: { id: "1" },
  upload: { method: "PUT", url, headers: {}, expiresAt: new Date(Date.now() + endsInMs).toISOString() },
});

test.each(["storage_full", "unavailable", "too_many_open_uploads"])(
  "a photo that is refused for a time, %s, is announced by itself later",
  async (code) => {
    const { client } = await startServer(() => ({ results: [{ error: { code, detail: "Not now" } }] }));
    expect(await client.announce([announced])).toEqual([undefined]);
  },
);

test("a photo that the server will never take is reported as refused", async () => {
  const { client } = await startServer(() => ({ results: [{ error: { code: "quota_exceeded", detail: "Full" } }] }));
  expect(await client.announce([announced])).toEqual([expect.any(RefusedError)]);
});

test("a link is used while it is valid, and a new one is asked for when it has ended", async () => {
  const { client, asked, url } = await startServer((_call, own) => toUpload(`${own}/new`, HOUR_MS));
  await client.upload(photo, "hash", toUpload(`${url}/valid`, HOUR_MS));
  expect(asked).toEqual(["PUT /valid"]);
  await client.upload(photo, "hash", toUpload(`${url}/ended`, -1));
  expect(asked.slice(1)).toEqual(["POST /api/uploads", "PUT /new"]);
});
