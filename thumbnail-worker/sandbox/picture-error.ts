import type { FailureCode } from "#lib/images/failure.ts";

/**
 * The picture is hopeless: it fails once, with this code, and is not tried again. `internal` where the fault is ours
 * and comes again with this picture. The message holds no personal data.
 */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How decoders say that a file is sound and yet not for them. */
const TOO_COMPLEX = /Security limit exceeded/;
const UNSUPPORTED =
  /not configured|bad labq format|not supported|not implemented|built without|tile size out of range|unsupported (?:JPEG|tiff|feature|color)|not a whole number|no known route|channel limit|unsupported marker type 0xf7/i;

/** What a decoder's failure on a file is: damage, unless it says otherwise. */
export function toPictureError(message: string, cause: unknown): PictureError {
  const said = cause instanceof Error ? cause.message : "";
  const code = TOO_COMPLEX.test(said) ? "too_complex" : UNSUPPORTED.test(said) ? "unsupported_codec" : "corrupt_image";
  return new PictureError(code, message, { cause });
}
