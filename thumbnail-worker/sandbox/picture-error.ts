import type { FailureCode } from "#lib/images/failure.ts";

/** Why a picture cannot be rendered. `internal` is left out: what is our fault is retried, not blamed on the picture. */
export type PictureFailureCode = Exclude<FailureCode, "internal">;

/** The picture is hopeless: it fails once, with this code, and is not tried again. The message holds no personal data. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly code: PictureFailureCode;

  constructor(code: PictureFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
