/**
 * Why an image failed, as a closed list. The sentence is what its owner reads; `retryable` says whether
 * rendering the same bytes again can end differently.
 */
export const failures = {
  unsupported_format: {
    sentence: "This file type isn't supported. Use JPEG, HEIC, PNG, WebP, AVIF, GIF or TIFF.",
    retryable: false,
  },
  unsupported_codec: {
    sentence: "The photo in this file is compressed in a way that isn't supported yet.",
    retryable: false,
  },
  unsupported_sequence: {
    sentence: "This is an animation without a still image in it, which isn't supported yet.",
    retryable: false,
  },
  unsupported_video: { sentence: "Videos are not supported yet.", retryable: false },
  unsupported_raw: { sentence: "Raw camera files are not supported yet.", retryable: false },
  corrupt_image: { sentence: "The file is damaged or incomplete and cannot be opened.", retryable: false },
  too_many_pixels: { sentence: "This photo has more pixels than Skylight accepts in this format.", retryable: false },
  too_complex: { sentence: "This photo is too complex for Skylight to open.", retryable: false },
  too_many_frames: { sentence: "The animation has more frames than Skylight accepts.", retryable: false },
  too_large: { sentence: "The file is larger than Skylight accepts.", retryable: false },
  // Met only in libraries of earlier versions, which compared a file's content with its name.
  type_mismatch: {
    sentence: "The file's content did not match its type. Retry: the content alone now decides.",
    retryable: true,
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
