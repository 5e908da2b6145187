/** What may be uploaded, as the server's settings say; handed down so that no settings reach the browser's code. */
export interface UploadLimits {
  maxBytes: number;
  /** Accepted content types by file name ending without the dot, in lower case. */
  contentTypeByExtension: Record<string, string>;
}

/** For the file picker. Endings stand beside types, since some systems know no type for .avif; exports come as zips. */
export function acceptAttribute({ contentTypeByExtension }: UploadLimits): string {
  const extensions = Object.keys(contentTypeByExtension).map((extension) => `.${extension}`);
  return [...new Set(Object.values(contentTypeByExtension)), ...extensions, ".zip"].join(",");
}
