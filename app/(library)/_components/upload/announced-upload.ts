import type { ImageView } from "#lib/images/image-view.ts";

export interface UploadAnnouncement {
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
}

export type AnnouncedUpload =
  | { image: ImageView; duplicate: true }
  | { image: ImageView; duplicate?: never; upload: { url: string; headers: Record<string, string> } };
