import { randomUUID } from "node:crypto";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { keys } from "#lib/database/keys.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { deleteObject, findObject } from "#lib/storage/objects.ts";
import { setAttributes } from "#tests/support/damage.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expect, test, uploadAndAwait } from "./admin-steps.ts";

/** The jobs run every few seconds here, and the page refreshes itself; the rest is for a busy machine. */
const SEEN_WITHIN_MS = 60_000;

test("what is broken by hand is named by itself and mended by one action", { tag: "@long" }, async ({
  page,
  admin: _,
  person,
  api,
  adminApi,
  cloud,
  personId: ownerId,
  expectAccessible,
}) => {
  test.setTimeout(4 * SEEN_WITHIN_MS);
  const bring = async (seed: number) => uploadAndAwait(api, await smallPhoto(seed), "ready");
  const [image, pictureless, unlisted] = [await bring(1), await bring(2), await bring(3)];
  const rendition = renditionKey(ownerId, pictureless, "thumbnail");
  const body = `no message of ours ${randomUUID()}`;
  const usageBefore = await (await api.get("/api/usage")).json();

  await setAttributes(cloud.database, keys.image(ownerId, image), { bytes: 1 });
  await deleteObject(cloud.storage, rendition);
  await setAttributes(cloud.database, keys.usage(ownerId), { usedBytes: 1, imageCount: 77 });
  await setAttributes(cloud.database, keys.image(ownerId, unlisted), { changesPk: undefined, changesSk: undefined });
  await cloud.queue.client.send(new SendMessageCommand({ QueueUrl: cloud.queue.deadLetterUrl, MessageBody: body }));

  await page.goto("/admin/integrity");
  const finding = (kind: string, text: string) =>
    page
      .getByRole("list", { name: `Findings: ${kind}` })
      .first()
      .getByRole("listitem")
      .filter({ hasText: text });
  const seen = { timeout: SEEN_WITHIN_MS };
  const findings = [
    finding("Recorded size is wrong", image),
    finding("Rendition is missing or has the wrong size", pictureless),
    finding("Index entry is wrong", unlisted),
    finding("Usage is not the sum of the images", "in 77 images recorded"),
  ];
  for (const one of findings) await expect(one).toContainText(person.email, seen);
  await expectAccessible();

  await page.goto("/admin");
  const warnings = page.getByRole("list", { name: "Warnings" });
  await expect(warnings.getByRole("link", { name: /integrity findings/ })).toBeVisible();
  await expectAccessible();
  await warnings.getByRole("link", { name: /failed to process/ }).click();
  await page.getByRole("link", { name: "unreadable_message" }).click();
  await expect(page.getByText(body)).toBeVisible();
  await page.getByRole("row").filter({ hasText: body }).getByRole("button", { name: "Discard the message" }).click();
  await page.getByLabel("Reason, for the audit log").fill("Sent by a test.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText(body)).toHaveCount(0);

  await page.goto("/admin/integrity");
  await page.getByRole("button", { name: "Repair all", exact: true }).click();
  await expect(page.getByText(/[4-9] repaired/)).toBeVisible();
  await expect(page.getByText("No open findings.")).toBeVisible();
  expect(await (await api.get("/api/usage")).json()).toEqual(usageBefore);
  await expect.poll(() => findObject(cloud.storage, rendition), { timeout: 30_000 }).toBeDefined();
  const listed = await (await api.get("/api/images")).json();
  expect(listed.images.map(({ id }: { id: string }) => id)).toContain(unlisted);
  const log = await (await adminApi.get("/api/admin/audit?action=faults_repaired")).json();
  expect(log.events.length).toBeGreaterThan(0);
});
