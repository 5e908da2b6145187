import { useSyncExternalStore } from "react";
import { useLibrary } from "../../library-context.ts";

/** How many photos the list has by now; as many as the server `rendered` until its store holds it. */
export function useListCount(rendered: number): number {
  const { gallery } = useLibrary();
  const { months, revision } = useSyncExternalStore(gallery.subscribe, gallery.snapshot, gallery.snapshot);
  return revision === 0 ? rendered : months.reduce((sum, { count }) => sum + count, 0);
}
