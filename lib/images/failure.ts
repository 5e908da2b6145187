/**
 * Why an image failed, as a closed list. The sentence is what its owner reads; `retryable` says whether
 * rendering the same bytes again can end differently.
 */
export const failures = {
  unsupported_format: {
    sentence: "This file type isn't supported. Use JPEG, PNG, WebP, AVIF, GIF or TIFF.",
    retryable: false,
  },
  corrupt_image: { sentence: "The file is damaged or incomplete and cannot be opened.", retryable: false },
  too_many_pixels: { sentence: "The photo has more pixels than Skylight accepts.", retryable: true },
  too_many_frames: { sentence: "The animation has more frames than Skylight accepts.", retryable: true },
  too_large: { sentence: "The file is larger than Skylight accepts.", retryable: true },
  type_mismatch: {
    sentence: "The file's content is of another type than its name and upload said.",
    retryable: false,
  },
  checksum_mismatch: {
    sentence: "The bytes that arrived are not those that were announced. Please upload the file again.",
    retryable: false,
  },
  timed_out: { sentence: "Opening the photo took too long and was stopped.", retryable: true },
  internal: { sentence: "Something went wrong on our side. Your original is safe; please retry.", retryable: true },
} as const satisfies Record<string, { sentence: string; retryable: boolean }>;

export type FailureCode = keyof typeof failures;

export const failureCodes = Object.keys(failures) as [FailureCode, ...FailureCode[]];
