import { z } from "zod";

/** What whoever holds a share link may see and take of its images, besides their renditions on the screen. */
export const shareRightsSchema = z.object({
  canDownload: z.boolean(),
  /** Whether downloads are the originals, without what they say about place, camera and people. */
  withOriginals: z.boolean(),
  showsTakenAt: z.boolean(),
  showsFileNames: z.boolean(),
  /** Whether originals keep the names of artist and copyright holder that are in them. */
  keepsCredits: z.boolean().default(false),
  /** Whether visitors may add photos, which become the owner's. */
  canAdd: z.boolean().default(false),
});
export type ShareRights = z.infer<typeof shareRightsSchema>;

/** Whoever holds a share link: sees the owner's images that match the query, and of these what the rights allow. */
export interface ShareViewer<Query> {
  ownerId: string;
  shareId: string;
  query: Query;
  rights: ShareRights;
}

/** What has, or may have, all the pixels of an original. */
const wholeVariants: readonly string[] = ["original", "full"];

/** Whether a viewer may have a file of an image that is theirs to see; `isDownload` saves it rather than showing it. */
export function mayGet(
  { canDownload, withOriginals }: ShareRights,
  { variant, isDownload }: { variant: string; isDownload: boolean },
): boolean {
  if (wholeVariants.includes(variant)) return canDownload && withOriginals;
  return canDownload || !isDownload;
}
