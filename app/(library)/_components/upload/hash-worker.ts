/* Runs as a Web Worker: SHA-256 of whole files, away from the thread that draws. */

interface HashRequest {
  id: number;
  file: Blob;
}

globalThis.addEventListener("message", async ({ data }: MessageEvent<HashRequest>) => {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await data.file.arrayBuffer());
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    globalThis.postMessage({ id: data.id, sha256 });
  } catch (error) {
    globalThis.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
});
