import { ApiError, callApi } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { BulkAction } from "#lib/bulk/bulk-action.ts";
import type { BulkChangeView } from "#lib/bulk/bulk-api.ts";
import type { Position } from "#lib/images/image.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";

/** What became of images that were changed together. */
export interface BulkOutcome {
  /** The changes that it took, for undoing. */
  changeIds: string[];
  /** How many it was to reach. */
  total: number;
  /** How many could not be changed. */
  failed: number;
  /** Those of them that are known by id. */
  failedIds: string[];
  /** Why one of them could not be changed. */
  reason?: string | undefined;
  isCancelled: boolean;
}

/** Is told now and then how far a long change is. */
export type OnProgress = (processed: number, total: number, cancel: () => void) => void;

/** Most ids that one request takes. */
const MAX_IDS = 1_000;
const POLL_MS = 700;
/** Questions in a row that may stay without an answer: the change continues without us. */
const MAX_UNANSWERED = 10;

type FailureCode = BulkChangeView["failures"][number]["code"];

const reasons = { not_found: "gone", unavailable: "busy", internal: "internal" } as const satisfies Record<
  Exclude<FailureCode, "invalid_state">,
  string
>;

/** What is to be done to images, as the API takes it. */
export interface ImageChange {
  action: BulkAction;
  album?: string;
  tag?: string;
  time?: TimeEdit;
  position?: Position | null;
  /** Whether it is done to all photos of the stacks that the images are shown for. */
  stacks?: boolean;
}

/** All images of a list, whether or not they are loaded. */
export interface WholeList {
  /** As the API takes it. */
  query: Record<string, string | string[]>;
  /** How many they are now. */
  count: number;
}

/** Does the same to all images that match, and waits until it is done. @throws ApiError when it could not be started */
export function changeWholeList(action: ImageChange, list: WholeList, onProgress: OnProgress): Promise<BulkOutcome> {
  return followEach([list.query], onProgress, undefined, (query) =>
    callApi("/api/images/bulk", { method: "POST", body: { ...action, query, stacks: true } }),
  );
}

/** Does the same to images, and waits until it is done. @throws ApiError when nothing could be started */
export async function changeImages(action: ImageChange, ids: string[], onProgress: OnProgress): Promise<BulkOutcome> {
  const batches = Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) =>
    ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  );
  return followEach(batches, onProgress, ids.length, (batch) =>
    callApi("/api/images/bulk", { method: "POST", body: { ...action, ids: batch } }),
  );
}

/** Undoes changes, and waits until that is done. @throws ApiError when nothing could be undone */
export function undoChanges(changeIds: string[], onProgress: OnProgress): Promise<BulkOutcome> {
  return followEach(changeIds, onProgress, undefined, undoChange);
}

async function undoChange(id: string): Promise<{ change: BulkChangeView }> {
  const undo = () => callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}/undo`, { method: "POST" });
  try {
    return await undo();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "invalid_state")) throw error;
    const { change } = await callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}`);
    if (!isUnderWay(change)) throw error;
    // Offered while it is still going on, as by the merge of a large tag.
    await follow(change, () => {});
    return undo();
  }
}

function isUnderWay({ state }: BulkChangeView): boolean {
  return state === "running" || state === "cancelling";
}

async function followEach<Part>(
  parts: Part[],
  onProgress: OnProgress,
  total: number | undefined,
  start: (part: Part) => Promise<{ change: BulkChangeView }>,
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = { changeIds: [], total: 0, failed: 0, failedIds: [], isCancelled: false };
  let processed = 0;
  for (const part of parts) {
    const { change: started } = await start(part);
    const change = await follow(started, (now, ofPart, cancel) =>
      onProgress(processed + now, total ?? processed + ofPart, cancel),
    );
    processed += change.processed;
    outcome.total += change.total;
    outcome.changeIds.push(change.id);
    outcome.failed += change.failed;
    outcome.failedIds.push(...change.failures.map(({ id }) => id));
    const [failure] = change.failures;
    outcome.reason ??= failure && toReason(change.action, failure.code);
    if (change.state === "cancelled") return { ...outcome, isCancelled: true };
  }
  return outcome;
}

/** Why a photo could not be changed, in words. */
function toReason(action: BulkAction, code: FailureCode): string {
  const t = browserTranslations("changes");
  if (code !== "invalid_state") return t(reasons[code]);
  if (action === "delete_permanently") return t("onlyTrashed");
  if (action === "set_time") return t("noDate");
  return t(action === "add_tag" ? "maxTags" : "maxAlbums");
}

async function follow(started: BulkChangeView, onProgress: OnProgress): Promise<BulkChangeView> {
  const path = `/api/bulk-changes/${started.id}`;
  const cancel = () => void callApi(path, { method: "DELETE" }).catch(() => {});
  let change = started;
  for (let unanswered = 0; isUnderWay(change); ) {
    onProgress(change.processed, change.total, cancel);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    try {
      change = (await callApi<{ change: BulkChangeView }>(path)).change;
      unanswered = 0;
    } catch (error) {
      unanswered += 1;
      if (unanswered > MAX_UNANSWERED || (error instanceof ApiError && error.status === 404)) throw error;
    }
  }
  return change;
}
