import { expect, test } from "vitest";
import { isAppError } from "#lib/errors.ts";
import { readUploadForm } from "#lib/uploads/upload-form.ts";

const MAX_BYTES = 64 * 1024;
const BOUNDARY = "boundary-of-the-test";
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 7)]);

function formOf(parts: { head: string; body: Uint8Array }[], end = `--${BOUNDARY}--\r\n`): Request {
  const bytes = parts.flatMap(({ head, body }) => [
    Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
    body,
    Buffer.from("\r\n"),
  ]);
  return new Request("http://localhost/api/upload", {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([...bytes, Buffer.from(end)]),
  });
}

const file = (body: Uint8Array, { name = "beach.jpg", type = "" } = {}) => ({
  head: `Content-Disposition: form-data; name="file"; filename="${name}"${type && `\r\nContent-Type: ${type}`}`,
  body,
});

const refusedAs = (code: string) => expect.toSatisfy((error: unknown) => isAppError(error) && error.code === code);

test("a file comes out as it went in, whatever stands around it", async () => {
  const field = { head: 'Content-Disposition: form-data; name="album"', body: Buffer.from("Sommer") };
  const form = formOf([field, file(JPEG, { name: "Größe – 1.jpg", type: "image/jpeg" }), field]);
  const { fileName, contentType, body } = await readUploadForm(form, MAX_BYTES);
  expect({ fileName, contentType }).toEqual({ fileName: "Größe – 1.jpg", contentType: "image/jpeg" });
  expect(JPEG.equals(body)).toBe(true);
});

test("what FormData makes is read", async () => {
  const data = new FormData();
  data.set("file", new File([new Uint8Array(JPEG)], "beach.jpg", { type: "image/jpeg" }));
  const request = new Request("http://localhost/api/upload", { method: "POST", body: data });
  expect((await readUploadForm(request, MAX_BYTES)).body.byteLength).toBe(JPEG.byteLength);
});

test.each(["IMG_1.mov", "IMG_1.CR2"])("a picture called %s is taken for what it is", async (name) => {
  const form = formOf([file(JPEG, { name, type: "video/quicktime" })]);
  expect((await readUploadForm(form, MAX_BYTES)).contentType).toBe("image/jpeg");
});

test.each([
  ["no type", ""],
  ["the type of any bytes", "application/octet-stream"],
  ["the type of plain text", "text/plain"],
])("a part with %s is judged by its content", async (_, type) => {
  const form = formOf([file(JPEG, { name: "upload", type })]);
  expect((await readUploadForm(form, MAX_BYTES)).contentType).toBe("image/jpeg");
});

test("what its content does not tell, the name does", async () => {
  const form = formOf([file(Buffer.alloc(20), { name: "scan.tif" })]);
  expect((await readUploadForm(form, MAX_BYTES)).contentType).toBe("image/tiff");
});

test("a part that is no picture keeps the status of its own", async () => {
  const svg = formOf([file(Buffer.from("<svg/>"), { name: "a.svg", type: "image/svg+xml" })]);
  await expect(readUploadForm(svg, MAX_BYTES)).rejects.toEqual(refusedAs("unsupported_format"));
  const text = formOf([file(Buffer.from("hello"), { name: "a.txt", type: "text/plain" })]);
  await expect(readUploadForm(text, MAX_BYTES)).rejects.toEqual(refusedAs("unsupported_format"));
});

test("a body of tiny parts is refused after the first of them", async () => {
  const tiny = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`);
  const form = new Request("http://localhost/api/upload", {
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat(Array.from({ length: 200_000 }, () => tiny)),
  });
  const startedAt = performance.now();
  await expect(readUploadForm(form, MAX_BYTES)).rejects.toEqual(refusedAs("invalid_request"));
  // To read them all took undici's parser eight seconds.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("a file beyond the limit is refused and the other way named", async () => {
  const form = formOf([file(Buffer.alloc(MAX_BYTES + 1), { type: "image/jpeg" })]);
  await expect(readUploadForm(form, MAX_BYTES)).rejects.toThrow("/api/uploads");
});

test.each([
  ["that ends within its part", formOf([file(JPEG)], "")],
  ["without a file", formOf([{ head: 'Content-Disposition: form-data; name="file"', body: Buffer.from("text") }])],
  ["with an empty file", formOf([file(Buffer.alloc(0))])],
  ["with no parts", formOf([])],
  ["with a file under another name", formOf([{ ...file(JPEG), head: file(JPEG).head.replace('"file"', '"photo"') }])],
  [
    "without a boundary",
    new Request("http://localhost/", { method: "POST", headers: { "content-type": "multipart/form-data" }, body: "x" }),
  ],
])("a form %s is refused in words", async (_, form) => {
  await expect(readUploadForm(form, MAX_BYTES)).rejects.toEqual(refusedAs("invalid_request"));
});
