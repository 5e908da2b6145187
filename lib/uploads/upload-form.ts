import { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { z } from "zod";
import { AppError, isAppError } from "#lib/errors.ts";
import { bodyChunks, bodyTooLarge, DIRECT_UPLOAD_HINT, invalidRequest } from "#lib/http/request-body.ts";
import { type AcceptedContentType, contentTypeForFileName } from "#lib/images/image.ts";
import { findUnsupportedKind, leftOutReasons } from "#lib/images/intake.ts";
import { SNIFF_BYTES, sniffFile } from "#lib/images/sniff-content-type.ts";
import { uploadAnnouncementSchema } from "./upload-api.ts";

/** A form of ours has one part. Parsers spend time on each, however small, so a body of tiny ones is refused. */
const MAX_PARTS = 16;
const MAX_HEADERS_OF_A_PART = 16;
const MAX_HEADER_BYTES_OF_A_PART = 4 * 1024;
const MAX_FIELD_BYTES = 4 * 1024;
const MAX_SLICE_BYTES = 16 * 1024;

/** Types that say nothing: what clients send that do not look, and what the parser puts where there is none. */
const UNTOLD_TYPES = new Set(["", "text/plain", "application/octet-stream", "binary/octet-stream"]);

const fileSchema = uploadAnnouncementSchema.pick({ fileName: true, contentType: true });

interface FormFile {
  name: string;
  type: string;
  body: Buffer;
}

/**
 * The `file` of a multipart form. Its type is what its first bytes say; where they say nothing the part's own, or that
 * of its file name where clients send none.
 * @throws AppError `body_too_large` naming /api/uploads, `unsupported_media_type`, `unsupported_format`,
 * `invalid_request`
 */
export async function readUploadForm(
  request: Request,
  maxBytes: number,
): Promise<{ fileName: string; contentType: AcceptedContentType; body: Uint8Array }> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.toLowerCase().startsWith("multipart/form-data")) {
    throw new AppError("unsupported_media_type", 'Expected a multipart form with a field "file".');
  }
  const { name, type: declared, body } = await parseForm(request, type, maxBytes);
  const sniffed = sniffFile(body.subarray(0, SNIFF_BYTES));
  const kind = findUnsupportedKind(name, declared) ?? sniffed?.kind;
  // Raw files are TIFF by their first bytes; any other picture is one, whatever it is called.
  const isPicture = sniffed?.kind === "image" && !(kind === "raw" && sniffed.contentType === "image/tiff");
  if (!isPicture && kind && kind !== "image") throw new AppError("unsupported_format", leftOutReasons[kind]);
  const named = UNTOLD_TYPES.has(declared) ? (contentTypeForFileName(name) ?? declared) : declared;
  const contentType = sniffed?.kind === "image" ? sniffed.contentType : named;
  const parsed = fileSchema.safeParse({ fileName: name, contentType });
  if (!parsed.success) throw invalidRequest(parsed.error, "file");
  if (body.byteLength === 0) throw invalidRequest(emptyFile, "");
  return { ...parsed.data, body };
}

const emptyFile = new z.ZodError([
  { code: "custom", path: ["file"], message: "Expected at least one byte", input: undefined },
]);

async function parseForm(request: Request, contentType: string, maxBytes: number): Promise<FormFile> {
  const parser = createParser(contentType);
  const parsed = new Promise<FormFile | undefined>((resolve, reject) => {
    let file: FormFile | undefined;
    const refuse = (error: AppError) => {
      reject(error);
      parser.destroy();
    };
    parser.on("file", (field, stream, name, _encoding, type) => {
      // A form that ends within the part reports that here, and once more on the parser.
      stream.on("error", (cause) => refuse(unreadable(cause)));
      if (field !== "file" || file) return void stream.resume();
      const chunks: Buffer[] = [];
      let bytes = 0;
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) refuse(bodyTooLarge(maxBytes, DIRECT_UPLOAD_HINT));
        else chunks.push(chunk);
      });
      file = { name: name ?? "", type: type.toLowerCase(), body: Buffer.alloc(0) };
      const received = file;
      stream.on("end", () => {
        received.body = Buffer.concat(chunks);
      });
    });
    for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      parser.on(limit, () => refuse(new AppError("invalid_request", `The form has more than ${MAX_PARTS} parts.`)));
    }
    parser.on("error", (cause) => refuse(unreadable(cause)));
    parser.on("finish", () => resolve(file));
  });
  // The promise is what reports; the stream's own end is of no further interest.
  const source = Readable.from(inSlices(bodyChunks(request)), { objectMode: false });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    const file = await parsed;
    if (file) return file;
  } finally {
    source.destroy();
  }
  throw new AppError("invalid_request", 'Expected a file in the field "file".', {
    issues: [{ path: "file", message: "Expected a file" }],
  });
}

/** A parser that was stopped still finishes the chunk it is at, so chunks are short. */
async function* inSlices(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; at += MAX_SLICE_BYTES) yield chunk.subarray(at, at + MAX_SLICE_BYTES);
  }
}

function createParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      // A file is a part with a file name. Type alone is no sign of one: fields have types as well.
      isPartAFile: (_field, _type, fileName) => fileName !== undefined,
      limits: {
        parts: MAX_PARTS,
        files: MAX_PARTS,
        fields: MAX_PARTS,
        fieldSize: MAX_FIELD_BYTES,
        headerPairs: MAX_HEADERS_OF_A_PART,
        headerSize: MAX_HEADER_BYTES_OF_A_PART,
      },
    });
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): AppError {
  return isAppError(cause) ? cause : new AppError("invalid_request", "The multipart form cannot be read.", { cause });
}
