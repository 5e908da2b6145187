const sentences: Record<string, string> = {
  ENOSPC: "No space is left on the disk",
  EDQUOT: "All the space that you may use on the disk is used",
  EROFS: "The disk can only be read",
};

/** A sentence about a disk on which nothing can be written any more; undefined for any other failure. */
export function toDiskProblem(error: unknown): string | undefined {
  const { code = "" } = error as NodeJS.ErrnoException;
  const sentence = sentences[code];
  return sentence && `${sentence} (${code}).`;
}
