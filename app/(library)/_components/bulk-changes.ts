import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import { ApiError, callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { BulkAction } from "#lib/bulk/bulk-action.ts";
import type { BulkChangeView } from "#lib/bulk/bulk-api.ts";
import { MAX_BULK_IDS } from "#lib/bulk/max-bulk-ids.ts";
import type { Position } from "#lib/images/image.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import { setFollowed } from "./followed-changes.ts";

/** What became of images that were changed together. */
export interface BulkOutcome {
  /** The changes that it took, for undoing. */
  changeIds: string[];
  /** How many were changed. */
  changed: number;
  /** How many were so already, or have changed since. */
  unchanged: number;
  /** How many could not be changed. */
  failed: number;
  /** Those of them that are known by id. */
  failedIds: string[];
  /** Why they could not be, each reason once. */
  reasons: string[];
  isCancelled: boolean;
}

/** Is told now and then how far a long change is. */
export type OnProgress = (processed: number, total: number, cancel: () => void) => void;

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
  to?: MoveTarget;
  /** Whether it is done to all photos of the stacks that the images are shown for. */
  stacks?: boolean;
}

/** All images of a list, whether or not they are loaded. */
export interface WholeList {
  /** As the API takes it. */
  query: Record<string, string | string[]>;
  /** Images that are left out. */
  except?: readonly string[] | undefined;
  /** How many they are now, without those. */
  count: number;
}

/** All but the best of each group of duplicates. */
export interface Superfluous {
  superfluous: true;
  /** How many they are now. */
  count: number;
}

/** Does the same to all images that match, and waits until it is done. @throws ApiError when it could not be started */
export function changeWholeList(
  action: ImageChange,
  { count: _, ...list }: WholeList | Superfluous,
  onProgress: OnProgress,
): Promise<BulkOutcome> {
  return followEach([list], onProgress, undefined, (which) =>
    callApi("/api/images/bulk", {
      method: "POST",
      body: { ...action, ...which, ...("query" in which ? { stacks: true } : {}) },
    }),
  );
}

/**
 * Does the same to images, and waits until it is done. Only more than one request takes are changed one part after the
 * other, for which the tab has to stay. @throws ApiError when nothing could be started
 */
export async function changeImages(action: ImageChange, ids: string[], onProgress: OnProgress): Promise<BulkOutcome> {
  const batches = Array.from({ length: Math.ceil(ids.length / MAX_BULK_IDS) }, (_, index) =>
    ids.slice(index * MAX_BULK_IDS, (index + 1) * MAX_BULK_IDS),
  );
  // What goes to the start, or right behind an image, goes before what went there a moment ago.
  if (action.to === "start" || (typeof action.to === "object" && "after" in action.to)) batches.reverse();
  const start = (batch: string[]) =>
    callApi<{ change: BulkChangeView }>("/api/images/bulk", { method: "POST", body: { ...action, ids: batch } });
  // Others of a stack are changed too, and those beside a moved one where there is no room.
  const isMove = action.action === "move_in_album";
  const total = isMove || action.stacks ? undefined : ids.length;
  const outcome = await followEach(batches, onProgress, total, start, (left) => left.flat());
  return isMove ? { ...outcome, changed: Math.min(outcome.changed, ids.length) } : outcome;
}

/** Undoes changes, and waits until that is done. @throws ApiError when nothing could be undone */
export function undoChanges(changeIds: string[], onProgress: OnProgress): Promise<BulkOutcome> {
  return followEach(changeIds, onProgress, undefined, undoChange);
}

/** Waits for a change in progress. @throws ApiError when the server does not answer for several polls */
export function followChange(change: BulkChangeView, onProgress: OnProgress): Promise<BulkOutcome> {
  return followEach([change], onProgress, undefined, async (started) => ({ change: started }));
}

async function undoChange(id: string): Promise<{ change: BulkChangeView }> {
  const undo = () => callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}/undo`, { method: "POST" });
  try {
    return await undo();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "invalid_state")) throw error;
    const { change } = await callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}`);
    if (!isUnderWay(change)) throw error;
    // Undo may be offered before the change has finished, as for a merge of a large tag.
    await follow(change, () => {});
    return undo();
  }
}

/** Whether a change has not come to its end. */
export function isUnderWay({ state }: Pick<BulkChangeView, "state">): boolean {
  return state === "running" || state === "cancelling";
}

/** `listIds`: the images of parts, where these are known. */
async function followEach<Part>(
  parts: Part[],
  onProgress: OnProgress,
  total: number | undefined,
  start: (part: Part) => Promise<{ change: BulkChangeView }>,
  listIds: (parts: Part[]) => string[] = () => [],
): Promise<BulkOutcome> {
  const outcome: BulkOutcome = {
    changeIds: [],
    changed: 0,
    unchanged: 0,
    failed: 0,
    failedIds: [],
    reasons: [],
    isCancelled: false,
  };
  const fail = (count: number, ids: string[], reasons: string[]) => {
    outcome.failed += count;
    outcome.failedIds.push(...ids);
    outcome.reasons = [...new Set([...outcome.reasons, ...reasons])];
  };
  let processed = 0;
  // Until the last part has been sent the browser asks before the tab is closed.
  const release = parts.length > 1 ? askBeforeLeaving() : () => {};
  for (const [index, part] of parts.entries()) {
    try {
      const { change: started } = await start(part);
      if (index === parts.length - 1) release();
      outcome.changeIds.push(started.id);
      const change = await follow(started, (now, ofPart, cancel) =>
        onProgress(processed + now, total ?? processed + ofPart, cancel),
      );
      processed += change.processed;
      outcome.changed += change.changed;
      outcome.unchanged += change.unchanged;
      const { failures } = change;
      fail(
        change.failed,
        failures.map(({ id }) => id),
        failures.map(({ code }) => toReason(change.action, code)),
      );
      if (change.state === "failed") fail(change.total - change.processed, [], [toReason(change.action, "internal")]);
      if (change.state === "cancelled") {
        release();
        return { ...outcome, isCancelled: true };
      }
    } catch (error) {
      release();
      const left = listIds(parts.slice(index));
      if (index === 0 || left.length === 0) throw error;
      // Earlier batches stay changed and can be undone.
      fail(left.length, left, [toErrorMessage(error)]);
      return outcome;
    }
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
  if (isUnderWay(change)) setFollowed(change.id, true);
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
  if (started !== change) setFollowed(change.id, false);
  return change;
}
