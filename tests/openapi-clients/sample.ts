/** What both clients are given: the application's address, and a photo that nobody else has. */
export interface Sample {
  url: string;
  email: string;
  password: string;
  photo: Uint8Array<ArrayBuffer>;
  sha256: string;
}

const PAUSE_MS = 100;

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** Fetches a signed link. @throws Error when it is not the photo that it leads to */
export async function expectSamePhoto(url: string, photo: Uint8Array): Promise<void> {
  const download = new Uint8Array(await (await fetch(url)).arrayBuffer());
  if (download.length !== photo.length || !download.every((byte, index) => byte === photo[index])) {
    throw new Error(`Expected the ${photo.length} bytes that were uploaded but received ${download.length} others`);
  }
}
