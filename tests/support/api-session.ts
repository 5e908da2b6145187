import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { findUndescribed } from "./api-contract.ts";
import type { TestFile } from "./image-factory.ts";
import { waitUntil } from "./wait-until.ts";

const imageSchema = z.looseObject({
  id: z.string(),
  fileName: z.string(),
  status: z.string(),
  failure: z.looseObject({ code: z.string() }).optional(),
});
export type ApiImage = z.infer<typeof imageSchema>;
const pageSchema = z.object({ images: z.array(imageSchema), nextCursor: z.string().optional() });
const begunSchema = z.object({
  image: imageSchema,
  upload: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
});

/** A person who uses the REST API as any script does. */
export interface ApiSession {
  email: string;
  password: string;
  /** For `Authorization: Bearer`. */
  token: string;
  /** Uploads through a signed link and returns the image's id. */
  upload(file: TestFile): Promise<string>;
  /** All images, page by page, and those that failed. */
  images(): Promise<ApiImage[]>;
  /** All images, once each of at least `count` is ready or has failed. */
  settledImages(count: number, timeoutMs?: number): Promise<ApiImage[]>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Registers somebody at the application at `url` and logs them in; `ask` is for one whose answers today's document does
 * not describe.
 */
export async function registerSession(url: string, ask: Fetch = fetchAsDescribed): Promise<ApiSession> {
  const account = { email: `${randomUUID()}@example.org`, password: "correct horse battery staple" };
  const registration = await postJson(ask, `${url}/api/register`, account);
  if (registration.status !== 201) throw new Error(`Registration failed: ${await registration.text()}`);
  return logIn(url, account, ask);
}

export async function logIn(
  url: string,
  account: { email: string; password: string },
  ask: Fetch = fetchAsDescribed,
): Promise<ApiSession> {
  const login = await postJson(ask, `${url}/api/login`, account);
  const { token } = z.object({ token: z.string() }).parse(await login.json());
  const authorization = `Bearer ${token}`;

  const session: ApiSession = {
    ...account,
    token,
    fetch: (path, init) => ask(`${url}${path}`, { ...init, headers: { ...init?.headers, authorization } }),
    upload: async ({ fileName, contentType, body }) => {
      const sha256 = createHash("sha256").update(body).digest("hex");
      const announcement = { fileName, contentType, bytes: body.length, sha256 };
      const response = await postJson(ask, `${url}/api/uploads`, announcement, { authorization });
      const { image, upload } = begunSchema.parse(await response.json());
      const put = await fetch(upload.url, { method: "PUT", headers: upload.headers, body: new Uint8Array(body) });
      if (!put.ok) throw new Error(`Storage answered ${put.status}: ${await put.text()}`);
      return image.id;
    },
    images: async () => {
      const images: ApiImage[] = [];
      for (const filters of ["", "&status=failed"]) {
        for (let cursor: string | undefined = ""; cursor !== undefined; ) {
          const path: string = `/api/images?limit=100${filters}${cursor && `&cursor=${cursor}`}`;
          const page: z.infer<typeof pageSchema> = pageSchema.parse(await (await session.fetch(path)).json());
          images.push(...page.images);
          cursor = page.nextCursor;
        }
      }
      return images;
    },
    settledImages: (count, timeoutMs) =>
      waitUntil(
        `${count} settled images`,
        async () => {
          const images = await session.images();
          const settled = images.filter(({ status }) => status === "ready" || status === "failed");
          return images.length >= count && settled.length === images.length && images;
        },
        timeoutMs,
      ),
  };
  return session;
}

function postJson(ask: Fetch, url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return ask(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** @throws Error when the answer is none that the OpenAPI document describes */
async function fetchAsDescribed(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const faults = findUndescribed({
    method: init.method ?? "GET",
    url,
    status: response.status,
    contentType: response.headers.get("content-type") ?? undefined,
    body: await response.clone().text(),
  });
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return response;
}
