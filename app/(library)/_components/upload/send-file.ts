import Uppy from "@uppy/core";
import XHRUpload from "@uppy/xhr-upload";
import { ALREADY_STORED, SendError } from "./send-error.ts";

/** How many PUTs run at the same time. */
export const UPLOAD_CONCURRENCY = 4;
/** A request of which nothing was sent for so long has lost its connection. */
const STALL_MS = 60_000;

interface SendRequest {
  name: string;
  content: Blob;
  contentType: string;
  /** The signed PUT. */
  upload: { url: string; headers: Record<string, string> };
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

/** Resolves once storage has the file. Rejects with a SendError, or when the signal fires. */
export type SendFile = (request: SendRequest) => Promise<void>;

interface Sending extends SendRequest {
  end: (error?: unknown) => void;
}

/**
 * Sends files with Uppy, which reports progress and repeats a PUT that fails, for a few seconds. It is given no more
 * than what is being sent: each file that it knows makes each of its changes slower.
 */
export function createFileSender(): SendFile {
  const sending = new Map<string, Sending>();
  let lastNumber = 0;
  const uppy = new Uppy({ logger: { debug() {}, warn() {}, error() {} } });
  uppy.use(XHRUpload, {
    method: "PUT",
    formData: false,
    limit: UPLOAD_CONCURRENCY,
    timeout: STALL_MS,
    endpoint: async (fileOrFiles) => sending.get([fileOrFiles].flat()[0]?.id ?? "")?.upload.url ?? "",
    // Uppy's own `headers` would not be known by the file's id.
    onBeforeRequest: (xhr, _retryCount, files) => {
      const { headers } = sending.get(files[0]?.id ?? "")?.upload ?? {};
      for (const [name, value] of Object.entries(headers ?? {})) xhr.setRequestHeader(name, value);
    },
    // 409: S3 is just storing the same file.
    shouldRetry: ({ status }) => [0, 409, 429].includes(status) || status >= 500,
    // S3 answers an empty body where Uppy expects JSON.
    getResponseData: () => ({}),
  });
  uppy.on("upload-progress", (file, { bytesUploaded }) => {
    if (file && bytesUploaded) sending.get(file.id)?.onProgress(bytesUploaded);
  });
  uppy.on("upload-success", (file) => file && sending.get(file.id)?.end());
  uppy.on("upload-error", (file, _error, response) => {
    const status = response?.status ?? 0;
    if (file) sending.get(file.id)?.end(status === ALREADY_STORED ? undefined : new SendError(status));
  });
  uppy.on("upload-stalled", (_error, files) => {
    for (const { id } of files) sending.get(id)?.end(new SendError(0));
  });

  return (request) =>
    new Promise((resolve, reject) => {
      const { name, content, contentType, signal } = request;
      signal.throwIfAborted();
      lastNumber += 1;
      // Uppy makes its id of this path, so that one file can be sent twice.
      const meta = { relativePath: `${lastNumber}/${name}` };
      const id = uppy.addFile({ name, type: contentType, data: content, source: "skylight", meta });
      const onAbort = () => end(signal.reason);
      const end = (error?: unknown) => {
        signal.removeEventListener("abort", onAbort);
        sending.delete(id);
        // Uppy still works on the file when it reports its end. Where it has not ended, this aborts the request.
        queueMicrotask(() => uppy.getFile(id) && uppy.removeFile(id));
        if (error === undefined) resolve();
        else reject(error);
      };
      signal.addEventListener("abort", onAbort);
      sending.set(id, { ...request, end });
      uppy.upload().catch(() => undefined);
    });
}
