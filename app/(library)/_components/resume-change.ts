import { callApi } from "#app/_components/call-api.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { BulkChangeView } from "#lib/bulk/bulk-api.ts";
import { toActionWords } from "./action-words.ts";
import { followChange, isUnderWay, undoChanges } from "./bulk-changes.ts";
import { setFollowed } from "./followed-changes.ts";
import { reportChange } from "./report-change.ts";

/** Waits for a change that this tab had begun before it was reloaded; `after` hears when it is done or undone. */
export async function resumeChange(id: string, after: () => void): Promise<void> {
  const t = browserTranslations("changes");
  setFollowed(id, false);
  const { change } = await callApi<{ change: BulkChangeView }>(`/api/bulk-changes/${id}`);
  if (!isUnderWay(change)) return;
  const undo = (changeIds: string[]) => () =>
    void reportChange(change.total, t("changedBack"), (onProgress) => undoChanges(changeIds, onProgress)).then(after);
  await reportChange(change.total, toActionWords(change, t), (onProgress) => followChange(change, onProgress), undo);
  after();
}
