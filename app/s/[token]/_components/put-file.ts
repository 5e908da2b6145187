import { ALREADY_STORED, SendError } from "#app/(library)/_components/upload/send-error.ts";

/** S3 is just storing the same file. */
const CONFLICT = 409;

/** A signed PUT. */
export interface SignedPut {
  url: string;
  headers: Record<string, string>;
}

/** Resolves once storage has the file. @throws SendError */
export async function putFile(upload: SignedPut, file: File, onProgress: (sentBytes: number) => void): Promise<void> {
  let status = await put(upload, file, onProgress);
  if (status === CONFLICT) status = await put(upload, file, onProgress);
  if (status !== 200 && status !== ALREADY_STORED) throw new SendError(status);
}

/** Resolves to the status of the answer, 0 where there is none. */
function put({ url, headers }: SignedPut, file: File, onProgress: (sentBytes: number) => void): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("loadend", () => resolve(request.status));
    request.send(file);
  });
}
