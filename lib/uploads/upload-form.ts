import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { invalidRequest, readBody } from "#lib/http/request-body.ts";
import { type AcceptedContentType, contentTypeForFileName } from "#lib/images/image.ts";
import { uploadAnnouncementSchema } from "#lib/images/image-api.ts";
import { findUnsupportedKind, leftOutReasons } from "#lib/images/intake.ts";
import { SNIFF_BYTES, sniffFile } from "#lib/images/sniff-content-type.ts";

const FORM_OVERHEAD_BYTES = 16 * 1024;

const fileSchema = uploadAnnouncementSchema.pick({ fileName: true, contentType: true });

/**
 * The `file` of a multipart form. Its type is what its first bytes say; where they say nothing the part's own, or that of its file
 * name where clients send none.
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
  const bytes = await readBody(request, maxBytes + FORM_OVERHEAD_BYTES, " Larger files go through POST /api/uploads.");
  const file = await parseForm(bytes, type);
  const body = new Uint8Array(await file.arrayBuffer());
  const sniffed = sniffFile(body.subarray(0, SNIFF_BYTES));
  const kind = findUnsupportedKind(file.name, file.type) ?? (sniffed?.kind === "image" ? undefined : sniffed?.kind);
  if (kind) throw new AppError("unsupported_format", leftOutReasons[kind]);
  const named =
    file.type === "" || file.type === "application/octet-stream" ? contentTypeForFileName(file.name) : file.type;
  const contentType = sniffed?.kind === "image" ? sniffed.contentType : (named ?? file.type);
  const parsed = fileSchema.safeParse({ fileName: file.name, contentType });
  if (!parsed.success) throw invalidRequest(parsed.error, "file");
  if (file.size === 0) throw invalidRequest(emptyFile, "");
  return { ...parsed.data, body };
}

const emptyFile = new z.ZodError([
  { code: "custom", path: ["file"], message: "Expected at least one byte", input: undefined },
]);

async function parseForm(bytes: Uint8Array, contentType: string): Promise<File> {
  const form = await new Response(bytes as BodyInit, { headers: { "content-type": contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError("invalid_request", "The multipart form cannot be read.", { cause });
    });
  const file = form.get("file");
  if (!(file instanceof File)) {
    throw new AppError("invalid_request", 'Expected a file in the field "file".', {
      issues: [{ path: "file", message: "Expected a file" }],
    });
  }
  return file;
}
