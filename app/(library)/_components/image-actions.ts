import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import type { Position } from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import type { TimeEdit } from "#lib/images/own-time.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import {
  changeImages,
  changeWholeList,
  type ImageChange,
  type Superfluous,
  undoChanges,
  type WholeList,
} from "./bulk-changes.ts";
import type { Confirm } from "./confirm-provider.tsx";
import type { GalleryStore } from "./gallery/list/gallery-store.ts";
import { type Collection, imageChanges, type WordedChange } from "./image-changes.ts";
import { lookUpImages } from "./look-up-images.ts";
import { type Named, reportChange, toName } from "./report-change.ts";

/** A list with no others is a stretch of the timeline, which has no archived photos. */
const TIMELINE_FILTERS = new Set(["sort", "from", "to"]);
/** Most images that one look-up takes. */
const MAX_LOOKUP = 100;
/** So many are looked up after a change; of more the list is loaded again as far as it is looked at. */
const MAX_LOOKED_UP = 500;

export interface ImageActions {
  /** Moves to the trash at once, and offers to undo. Resolves to whether it was done. */
  trash(images: Named[], onUndone?: () => void): Promise<boolean>;
  /** Brings back from the trash, to the timeline. */
  restore(images: Named[]): Promise<boolean>;
  /** Asks, then deletes permanently. Resolves to whether it was done. */
  deletePermanently(images: Named[]): Promise<boolean>;
  /** The same with all of a list; `after` hears when it is done. */
  deleteWholePermanently(list: WholeList, after: () => void): Promise<void>;
  addToAlbum(images: Named[], album: Collection): Promise<boolean>;
  /** Takes out of the album, and out of the list that shows it. */
  removeFromAlbum(images: Named[], album: Collection): Promise<boolean>;
  /** Moves in the own order of an album; `onUndone` hears when that is undone. */
  move(images: Named[], album: Collection, to: MoveTarget, onUndone: () => void): Promise<boolean>;
  addTag(images: Named[], tag: Collection): Promise<boolean>;
  removeTag(images: Named[], tag: Collection): Promise<boolean>;
  setArchived(images: Named[], archived: boolean): Promise<boolean>;
  /** null: as the files say. */
  setTime(images: Named[], edit: TimeEdit | null): Promise<boolean>;
  /** null: nowhere; "file": where the files say. */
  setPosition(images: Named[], position: Position | null | "file"): Promise<boolean>;
  setFavourite(images: Named[], favourite: boolean): Promise<boolean>;
  /** Changes which photos stack, or how; `after` hears when it is done, and when it is undone. */
  changeStack(images: Named[], change: WordedChange, after: () => void): Promise<boolean>;
  /** Changes all of a list; `after` hears when it is done, and when it is undone. */
  changeWhole(list: WholeList | Superfluous, change: WordedChange, after: () => void): Promise<boolean>;
  /** Moves all of a list to the trash; `after` as above. */
  trashWhole(list: WholeList, after: () => void): Promise<boolean>;
  retry(id: string): Promise<void>;
  /** Saves the original, or in full size a JPEG that every program opens. */
  download(id: string, variant?: "original" | "full"): Promise<void>;
}

/** Where images are changed. */
interface Workplace {
  /** The list that is shown, what it is filtered by, and the timeline. */
  gallery: GalleryStore;
  filters: string;
  timeline: GalleryStore;
  confirm: Confirm;
  /** Whether all of the stack that a tile stands for are changed. */
  ofStacks: boolean;
}

/** What can be done to photos. */
export function createImageActions({ gallery, filters, timeline, confirm, ofStacks }: Workplace): ImageActions {
  /** Takes in what images are now. */
  async function refresh(ids: string[]): Promise<void> {
    if (ids.length > MAX_LOOKED_UP) gallery.doubtCounts();
    else gallery.update(await lookUpAll(ids));
  }

  /** Puts those that are not in the trash back to where they belong, whether or not this tab has listed them. */
  async function addRestored(ids: string[], list = gallery): Promise<void> {
    // Places that are not known come with the next counts.
    if (ids.length > MAX_LOOKED_UP) return list.show(ids);
    for (const image of await lookUpAll(ids)) {
      const isListed = list !== timeline || !image.archived;
      if (image.trashedAt === undefined && isListed) list.add(image);
    }
  }

  const inStacks = (images: Named[], action: ImageChange): ImageChange =>
    ofStacks && images.some(({ stackSize }) => stackSize !== undefined) ? { ...action, stacks: true } : action;

  /** Makes a change that can be undone; `after` is told of the photos that it reached. */
  function change(
    images: Named[],
    { words, change: action }: WordedChange,
    after: (ids: string[]) => unknown = () => {},
    onUndone: () => void = () => {},
  ): Promise<boolean> {
    const ids = images.map(({ id }) => id);
    const undo = (changeIds: string[]) => () =>
      void reportChange(images, browserTranslations("changes")("changedBack"), async (onProgress) => {
        const outcome = await undoChanges(changeIds, onProgress);
        await refresh(ids);
        gallery.show(ids);
        onUndone();
        return outcome;
      });
    return reportChange(
      images,
      words,
      async (onProgress) => {
        const outcome = await changeImages(inStacks(images, action), ids, onProgress);
        const failed = new Set(outcome.failedIds);
        after(ids.filter((id) => !failed.has(id)));
        return outcome;
      },
      undo,
    );
  }

  const changeWhole: ImageActions["changeWhole"] = (list, { words, change: action }, after) =>
    reportChange(
      list.count,
      words,
      async (onProgress) => {
        const outcome = await changeWholeList(action, list, onProgress);
        after();
        return outcome;
      },
      (changeIds) => () =>
        void reportChange(list.count, browserTranslations("changes")("changedBack"), async (onProgress) => {
          const outcome = await undoChanges(changeIds, onProgress);
          after();
          return outcome;
        }),
    );

  const leave = (ids: string[], list = gallery) => {
    list.hide(ids);
    list.confirmHidden(ids);
  };
  const askToDelete = (name: string) => {
    const t = browserTranslations("changes");
    const action = t("deletePermanently");
    return confirm({ title: t("deleteAsk", { name }), body: t("deleteNote"), action });
  };
  return {
    addToAlbum: (images, album) => change(images, imageChanges.addToAlbum(album), refresh),
    removeFromAlbum: (images, album) => change(images, imageChanges.removeFromAlbum(album), leave),
    move: (images, album, to, onUndone) => change(images, imageChanges.moveInAlbum(album, to), () => {}, onUndone),
    setFavourite: (images, favourite) => change(images, imageChanges.setFavourite(favourite), refresh),
    changeStack: (images, stackChange, after) => change(images, stackChange, after, after),
    addTag: (images, tag) => change(images, imageChanges.addTag(tag), refresh),
    removeTag: (images, tag) => change(images, imageChanges.removeTag(tag), refresh),
    setTime: (images, edit) => change(images, imageChanges.setTime(edit), refresh),
    setPosition: (images, position) => change(images, imageChanges.setPosition(position), refresh),

    setArchived: (images, archived) =>
      change(images, imageChanges.setArchived(archived), (ids) => {
        if (isLeftByArchiving(filters, archived)) leave(ids);
        else gallery.show(ids);
        void refresh(ids);
      }),

    async trash(images, onUndone) {
      const ids = images.map(({ id }) => id);
      gallery.hide(ids);
      const undo = (changeIds: string[]) => () =>
        void reportChange(images, browserTranslations("changes")("restored"), async (onProgress) => {
          const outcome = await undoChanges(changeIds, onProgress);
          await addRestored(ids);
          onUndone?.();
          return outcome;
        });
      return reportChange(
        images,
        browserTranslations("changes")("deleted"),
        async (onProgress) => {
          const outcome = await changeImages(inStacks(images, { action: "trash" }), ids, onProgress).catch((error) => {
            gallery.show(ids);
            throw error;
          });
          gallery.show(outcome.isCancelled ? await findUntrashed(ids) : outcome.failedIds);
          gallery.confirmHidden(ids);
          return outcome;
        },
        undo,
      );
    },

    restore(images) {
      const after = (ids: string[]) => {
        if (gallery !== timeline) leave(ids);
        void addRestored(ids, timeline);
      };
      const onUndone = () =>
        leave(
          images.map(({ id }) => id),
          timeline,
        );
      return change(images, imageChanges.restore(), after, onUndone);
    },

    async deletePermanently(images) {
      if (!(await askToDelete(toName(images)))) return false;
      const ids = images.map(({ id }) => id);
      return reportChange(images, browserTranslations("changes")("deletedPermanently"), async (onProgress) => {
        const outcome = await changeImages({ action: "delete_permanently" }, ids, onProgress);
        const failed = new Set(outcome.failedIds);
        leave(ids.filter((id) => !failed.has(id)));
        return outcome;
      });
    },

    async deleteWholePermanently(list, after) {
      if (!(await askToDelete(browserTranslations("common")("photos", { count: list.count })))) return;
      await reportChange(list.count, browserTranslations("changes")("deletedPermanently"), async (onProgress) => {
        const outcome = await changeWholeList({ action: "delete_permanently" }, list, onProgress);
        after();
        return outcome;
      });
    },

    changeWhole,
    trashWhole: (list, after) => changeWhole(list, imageChanges.trash(), after),

    async retry(id) {
      try {
        const { image } = await callApi<{ image: ImageView }>(`/api/images/${id}/retry`, { method: "POST" });
        gallery.update([image]);
      } catch (error) {
        toast.error(browserTranslations("changes")("retryFailed"), { description: toErrorMessage(error) });
      }
    },

    async download(id, variant = "original") {
      try {
        const { url } = await callApi<{ url: string }>(`/api/get-url?id=${id}&variant=${variant}`);
        // The answer is an attachment, so the page stays.
        window.location.assign(url);
      } catch (error) {
        toast.error(browserTranslations("changes")("downloadFailed"), { description: toErrorMessage(error) });
      }
    },
  };
}

/** Whether images leave a list when they are put into the archive, or taken out of it. */
function isLeftByArchiving(filters: string, archived: boolean): boolean {
  const parameters = new URLSearchParams(filters);
  if (!archived) return parameters.get("archived") === "true";
  return [...parameters.keys()].every((name) => TIMELINE_FILTERS.has(name));
}

/** Those that may not be in the trash. */
async function findUntrashed(ids: string[]): Promise<string[]> {
  if (ids.length > MAX_LOOKED_UP) return ids;
  return (await lookUpAll(ids)).filter(({ trashedAt }) => trashedAt === undefined).map(({ id }) => id);
}

/** The images that are still there; what cannot be looked up is left out. */
async function lookUpAll(ids: string[]): Promise<ImageView[]> {
  const found: ImageView[] = [];
  for (let start = 0; start < ids.length; start += MAX_LOOKUP) {
    found.push(...(await lookUpImages(ids.slice(start, start + MAX_LOOKUP)).catch(() => [])));
  }
  return found;
}
