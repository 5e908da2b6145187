/** Whether a file is an archive or stands beside photos, so that what it came with is read as an export. */
export function isOfExport({ path }: { path: string }): boolean {
  return /\.(?:zip|json|xmp|csv)$/i.test(path);
}
