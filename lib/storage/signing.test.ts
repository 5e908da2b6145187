import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { originalKey, parseOriginalKey, renditionKey } from "#lib/images/object-keys.ts";
import { createRenditionSigner, createUrlSigner } from "./rendition-urls.ts";
import { attachmentDisposition, signDownload, signUpload } from "./signing.ts";
import { createStorage } from "./storage.ts";

process.env.AWS_ACCESS_KEY_ID = "example";
process.env.AWS_SECRET_ACCESS_KEY = "example";

const storage = createStorage({ region: "eu-central-1", bucket: "photos", s3PathStyle: false });
const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 10, minute));

describe("a rendition's URL", () => {
  test("is the same within the hour, so that the browser's cache finds it, and another one after it", async () => {
    const sign = async (minute: number) => (await createRenditionSigner(storage, at(minute))).sign("a/b.webp");
    expect(await sign(0)).toBe(await sign(59));
    expect(await sign(0)).not.toBe(await sign(60));
  });

  test("lives at least two hours from when it is given out", async () => {
    const { sign, expiresAt } = await createRenditionSigner(storage, at(59));
    expect(Date.parse(expiresAt) - at(59).getTime()).toBeGreaterThan(2 * 3_600_000);
    expect(new URL(sign("a/b.webp")).searchParams.get("X-Amz-Expires")).toBe("10800");
  });

  test("is promised no longer than the temporary credentials live that sign it", async () => {
    const temporary = createStorage({ region: "eu-central-1", bucket: "photos", s3PathStyle: false });
    const expiration = at(30);
    temporary.client.config.credentials = async () => ({ accessKeyId: "a", secretAccessKey: "b", expiration });
    const rendition = await createRenditionSigner(temporary, at(0));
    const download = await signDownload(temporary, { key: "a", fileName: "a.jpg" }, 86_400, at(0));
    const upload = await signUpload(
      temporary,
      { key: "a", bytes: 1, contentType: "image/jpeg", sha256Hex: "00".repeat(32) },
      3_600,
      at(0),
    );
    for (const { expiresAt } of [rendition, download, upload]) expect(expiresAt).toBe(expiration.toISOString());
  });

  test("is another one with other credentials, whose session it names", async () => {
    const rotated = createStorage({ region: "eu-central-1", bucket: "photos", s3PathStyle: false });
    const urls = new Set<string>();
    for (const accessKeyId of ["a", "b", "b"]) {
      rotated.client.config.credentials = async () => ({ accessKeyId, secretAccessKey: "c", sessionToken: "d/e+f=" });
      urls.add((await createRenditionSigner(rotated, at(0))).sign("a/b.webp"));
    }
    expect([...urls].map((url) => new URL(url).searchParams.get("X-Amz-Security-Token"))).toEqual(["d/e+f=", "d/e+f="]);
  });

  test("has the signature that AWS gives as its example", () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    const { urlOf, signatureOf, templateOf } = createUrlSigner({
      folder: new URL("https://examplebucket.s3.amazonaws.com/"),
      region: "us-east-1",
      credentials: {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
      signedAt: new Date("2013-05-24T00:00:00Z"),
      seconds: 86_400,
    });
    const signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    expect(signatureOf("test.txt")).toBe(signature);
    const url = urlOf("test.txt", signature);
    expect(new URL(url).searchParams.get("X-Amz-Signature")).toBe(signature);
    expect(templateOf("{id}").replace("{id}", "test.txt").replace("{signature}", signature)).toBe(url);
  });

  test("addresses the bucket as its style asks", async () => {
    const url = new URL((await createRenditionSigner(storage, at(0))).sign("a/ä b.webp"));
    expect(url.host).toBe("photos.s3.eu-central-1.amazonaws.com");
    expect(url.pathname).toBe("/a/%C3%A4%20b.webp");
  });
});

test("a download carries its name in both forms", () => {
  expect(attachmentDisposition('Sommer "50%".jpg')).toBe(
    "attachment; filename=\"Sommer _50__.jpg\"; filename*=UTF-8''Sommer%20%2250%25%22.jpg",
  );
  expect(attachmentDisposition("it's (1)*.jpg")).toContain("filename*=UTF-8''it%27s%20%281%29%2A.jpg");
});

test("a download's name survives whatever it is, and adds nothing to its header", () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
  const anyName = fc.oneof(
    fc.string({ unit: "grapheme" }),
    units.map((codes) => String.fromCharCode(...codes)),
  );
  fc.assert(
    fc.property(anyName, (name) => {
      const header = attachmentDisposition(name);
      const [, plain, exact] =
        /^attachment; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([\w.~!#$&+^`|%-]*)$/.exec(header) ?? [];
      expect(plain).not.toMatch(/["\\%]/);
      expect(decodeURIComponent(exact ?? "missing")).toBe(name.toWellFormed());
    }),
  );
});

describe("an object's key", () => {
  const owner = "01HZZZZZZZZZZZZZZZZZZZZZZZ";
  const image = "01HYYYYYYYYYYYYYYYYYYYYYYY";

  test("names owner and image", () => {
    expect(parseOriginalKey(originalKey(owner, image))).toEqual({ ownerId: owner, imageId: image });
  });

  test.each([
    renditionKey(owner, image, "thumbnail"),
    `uploads/${owner}/${image}/other`,
    `uploads/${owner}/${image}/original/x`,
    `uploads/../${image}/original`,
    "uploads/",
    "",
  ])("%j is not an original's", (key) => {
    expect(parseOriginalKey(key)).toBeUndefined();
  });
});
