interface HashAnswer {
  id: number;
  sha256?: string;
  error?: string;
}

/** The file could not be read: moved, deleted or changed since it was chosen. */
export class UnreadableFileError extends Error {
  override readonly name = "UnreadableFileError";
}

/** The hashing worker failed to run, for example because its script could not be fetched without a network. */
export class HasherError extends Error {
  override readonly name = "HasherError";
}

export type HashFile = (file: Blob) => Promise<string>;

/**
 * A function that gives a file's SHA-256 in lower-case hex digits. One worker does one file at a time, so that at
 * most one whole file stands in its memory.
 */
export function createFileHasher(): HashFile {
  let worker: Worker | undefined;
  let lastId = 0;
  let queue: Promise<unknown> = Promise.resolve();

  function ask(file: Blob): Promise<string> {
    worker ??= new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
    const current = worker;
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        current.removeEventListener("message", onMessage);
        current.removeEventListener("error", onError);
        finish();
      };
      const onMessage = ({ data }: MessageEvent<HashAnswer>) => {
        if (data.id !== id) return;
        const { sha256 } = data;
        settle(() => (sha256 ? resolve(sha256) : reject(new UnreadableFileError(data.error))));
      };
      const onError = () => {
        worker = undefined;
        settle(() => reject(new HasherError("The file hashing worker failed to run.")));
      };
      current.addEventListener("message", onMessage);
      current.addEventListener("error", onError);
      current.postMessage({ id, file });
    });
  }

  return (file) => {
    const answer = queue.then(() => ask(file));
    queue = answer.catch(() => undefined);
    return answer;
  };
}
