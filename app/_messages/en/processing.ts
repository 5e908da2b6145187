/** The processing record of a photo. */
export const processing = {
  title: "Processing record",
  attempt: "attempt {number}",
  upload_begun: "Upload started",
  stored: "Original stored",
  inspected: "File inspected",
  rendered: "Sizes rendered",
  ready: "Ready",
  failed: "Failed",
  attempt_failed: "Attempt failed",
  retry_requested: "Retry requested",
  trashed: "Moved to the trash",
  restored: "Restored",
  rerendered: "Thumbnails regenerated",
  rerender_failed: "Could not be regenerated; previous versions kept",
  duplicate_event: "Duplicate event ignored",
} as const;
