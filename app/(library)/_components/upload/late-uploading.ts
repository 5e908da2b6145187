import { toast } from "#app/_components/toast.ts";
import { withLateMessages } from "#app/_messages/late-messages.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { isOffline, lookForServer, subscribeToNetwork } from "../is-offline.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import type { Uploading, UploadingParts } from "./uploading.ts";

/** The uploads of this tab, whose code is fetched with the first file, so that looking at photos does not wait for it. */
export interface LateUploading {
  /** Fetches the code. Rejects where it cannot be had for now. */
  load(): Promise<Uploading>;
  /** Undefined until it has been fetched. */
  loaded(): Uploading | undefined;
  /** Told when the code has come, and whenever uploads change. */
  subscribe(listener: () => void): () => void;
  /** Uploads once the code is there; where it does not come, waits for the server. */
  uploadFiles(files: ChosenFile[]): void;
  /** How many files wait since the code did not come. */
  countWaiting(): number;
  isSending(): boolean;
  /** Whether leaving the page would end something. */
  isBusy(): boolean;
}

export function createLateUploading(given: UploadingParts): LateUploading {
  const listeners = new Set<() => void>();
  /** Files that were chosen before the code was there. */
  const chosen: ChosenFile[][] = [];
  let loading: Promise<Uploading> | undefined;
  let loaded: Uploading | undefined;
  let stopWaiting: (() => void) | undefined;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  function load(): Promise<Uploading> {
    loading ??= fetchParts().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  async function fetchParts(): Promise<Uploading> {
    const { createUploading } = await withLateMessages(() => import("./uploading.ts"));
    loaded = createUploading(given);
    loaded.uploads.subscribe(tell);
    // Whatever had the code fetched: what was chosen before is taken now.
    stopWaiting?.();
    stopWaiting = undefined;
    for (const files of chosen.splice(0)) loaded.uploadFiles(files);
    tell();
    return loaded;
  }

  async function takeChosen(): Promise<void> {
    try {
      await load();
    } catch {
      stopWaiting ??= subscribeToNetwork(() => !isOffline() && void takeChosen());
      tell();
      await lookForServer();
      // The server is there and has no such file, as after a deployment.
      if (!isOffline() && chosen.length > 0) sayNotLoaded();
    }
  }

  function sayNotLoaded(): void {
    const action = { label: browserTranslations("common")("tryAgain"), onClick: () => void takeChosen() };
    toast.error(browserTranslations("adding")("notLoaded"), { id: "uploader", action });
  }

  return {
    load,
    loaded: () => loaded,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    uploadFiles(files) {
      if (loaded) return loaded.uploadFiles(files);
      chosen.push(files);
      void takeChosen();
    },
    countWaiting: () => (stopWaiting ? chosen.flat().length : 0),
    isSending: () => loaded?.isSending() ?? false,
    isBusy: () => chosen.length > 0 || (loaded?.isBusy() ?? false),
  };
}
