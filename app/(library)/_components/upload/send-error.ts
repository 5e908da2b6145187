/** S3's answer to a second PUT under `If-None-Match: *`: the bytes are there, from an attempt whose answer got lost. */
export const ALREADY_STORED = 412;

/** Storage did not take a file; `status` is its answer, 0 where none came. */
export class SendError extends Error {
  override readonly name = "SendError";
  readonly status: number;

  constructor(status: number) {
    super(`storage answered ${status}`);
    this.status = status;
  }
}
