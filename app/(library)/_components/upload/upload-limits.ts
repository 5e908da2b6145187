/** What may be uploaded, as the server's settings say; handed down so that no settings reach the browser's code. */
export interface UploadLimits {
  maxBytes: number;
  /** Accepted content types by file name ending without the dot, in lower case. */
  contentTypeByExtension: Record<string, string>;
}

/** Pictures, for the file picker. Extensions are listed as well as types, since some systems know no type for .avif. */
export function acceptPictures({ contentTypeByExtension }: UploadLimits): string {
  const extensions = Object.keys(contentTypeByExtension).map((extension) => `.${extension}`);
  return [...new Set(Object.values(contentTypeByExtension)), ...extensions].join(",");
}
