import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { z } from "zod";
import { type ApiClient, createApiClient } from "../api/api-client.ts";
import type { Aws } from "./aws-command.ts";
import type { Outputs } from "./deployment.ts";
import { type Finding, ok, problem } from "./finding.ts";

/* The running site, as people meet it. */

const READY_LIMIT_MS = 120_000;
const POLL_MS = 1_000;
const ANSWER_LIMIT_MS = 20_000;
const PIXELS = 64;

/** Whether the secret that signs sessions was set; it is not read. */
export async function checkSecret(aws: Aws, { secret_parameter: parameter }: Outputs): Promise<Finding> {
  if (parameter === null) return ok("Without hosting there is none to set.");
  const answer = await aws("ssm", "get-parameter", "--name", parameter);
  const { Parameter } = z.object({ Parameter: z.object({ Version: z.number() }) }).parse(answer);
  // Terraform writes the first version, "unset".
  if (Parameter.Version > 1) return ok("The session secret is set.");
  return problem(
    "The session secret is not set: the site does not start.",
    `hosting/set-session-secret.sh ${parameter}`,
  );
}

export async function checkHealth(url: string): Promise<Finding> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    if (response.ok) return ok(`${url} says that it is well.`);
    const advice = "Look at /admin/system as an admin, and at the log of the hosting in CloudWatch.";
    return problem(`${url}/api/health answers ${response.status}: ${await response.text()}`, advice);
  } catch (error) {
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : error;
    return problem(
      `${url} does not answer: ${reason}`,
      "Was it released? hosting/release.sh does; docs/deploy.md has the line.",
    );
  }
}

export interface Account {
  url: string;
  email: string;
  password: string;
}

/** Sends a photo through the whole system as one of its users, looks at its thumbnail, and deletes it permanently. */
export async function checkPhoto({ url, email, password }: Account, limitMs = READY_LIMIT_MS): Promise<Finding> {
  const client = createApiClient({ url, email, password, signal: AbortSignal.timeout(limitMs + READY_LIMIT_MS) });
  const startedAt = performance.now();
  let step = "signing in";
  try {
    await client.logIn();
    step = "uploading";
    const id = await uploadPhoto(client);
    try {
      step = "rendering its thumbnail";
      const thumbnail = await waitForThumbnail(client, id, limitMs);
      step = "fetching its thumbnail";
      const { ok: isThere, status } = await fetch(thumbnail);
      if (!isThere) throw new Error(`the bucket answers ${status}`);
    } finally {
      await deletePhoto(client, id);
    }
    return ok(
      `A photo went in, was rendered, seen and deleted within ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`,
    );
  } catch (error) {
    return problem(`A photo failed at ${step}: ${error instanceof Error ? error.message : error}`, toAdvice(step));
  }
}

function toAdvice(step: string): string {
  if (step === "signing in") return "Is this the address and password of an account of the site? Register it first.";
  if (step === "uploading") return "Check the bucket's CORS and policy above, and the quota of the account.";
  return "Look at /admin/processing, at the worker's log in CloudWatch, and at the queue.";
}

/** Its pixels are never the same, so that no photo of the library is taken for it. */
async function uploadPhoto(client: ApiClient): Promise<string> {
  const raw = { width: PIXELS, height: PIXELS, channels: 3 as const };
  const body = await sharp(randomBytes(PIXELS * PIXELS * raw.channels), { raw })
    .jpeg()
    .toBuffer();
  const entry = {
    path: "doctor.jpg",
    part: "",
    bytes: body.length,
    open: async () => new Blob([new Uint8Array(body)]),
  };
  const photo = { entry, fileName: "doctor.jpg", contentType: "image/jpeg" as const, facts: {}, albums: [] };
  const { imageId } = await client.upload(photo, createHash("sha256").update(body).digest("hex"));
  return imageId;
}

const imageSchema = z.object({
  image: z.object({
    status: z.string(),
    failure: z.object({ message: z.string() }).optional(),
    renditions: z.object({ thumbnail: z.object({ url: z.string() }).optional() }),
  }),
});

async function waitForThumbnail(client: ApiClient, id: string, limitMs: number): Promise<string> {
  for (const end = Date.now() + limitMs; ; await sleep(POLL_MS)) {
    const { image } = imageSchema.parse(await client.call("GET", `/api/images/${id}`));
    if (image.renditions.thumbnail) return image.renditions.thumbnail.url;
    if (image.status === "failed") throw new Error(image.failure?.message ?? "it is shown as failed");
    if (Date.now() > end) throw new Error(`it is still "${image.status}" after ${limitMs / 1000} s`);
  }
}

async function deletePhoto(client: ApiClient, id: string): Promise<void> {
  for (const action of ["trash", "delete_permanently"]) {
    await client.call("POST", "/api/images/bulk", { action, ids: [id] });
  }
}
