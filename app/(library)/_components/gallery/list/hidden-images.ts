/** Pages rendered so long after a change know it, whatever the clocks of browser and server say. */
const LIST_DELAY_MS = 30_000;

/** What this tab took out of view, as long as lists of the server may still have it. */
export interface HiddenImages {
  has(id: string): boolean;
  hide(ids: Iterable<string>): void;
  /** Notes that the server has made the change for which images were hidden: pages to come know it. */
  confirm(ids: readonly string[]): void;
  /** Shows an image again. Returns whether it was hidden. */
  show(id: string): boolean;
  /** Forgets what the server knows by now; what it is still changing stays hidden. */
  forget(): void;
  /** Forgets what a page that was rendered at a moment (milliseconds) knows. */
  forgetKnownBy(renderedAt: number): void;
}

export function createHiddenImages(): HiddenImages {
  /** With when the server had made the change, milliseconds. */
  const hidden = new Map<string, number>();
  const forgetWhere = (isKnown: (doneAt: number) => boolean) => {
    for (const [id, doneAt] of hidden) if (isKnown(doneAt)) hidden.delete(id);
  };
  return {
    has: (id) => hidden.has(id),
    hide(ids) {
      for (const id of ids) hidden.set(id, Number.POSITIVE_INFINITY);
    },
    confirm(ids) {
      for (const id of ids) if (hidden.has(id)) hidden.set(id, Date.now());
    },
    show: (id) => hidden.delete(id),
    forget: () => forgetWhere(Number.isFinite),
    forgetKnownBy: (renderedAt) => forgetWhere((doneAt) => doneAt + LIST_DELAY_MS < renderedAt),
  };
}
