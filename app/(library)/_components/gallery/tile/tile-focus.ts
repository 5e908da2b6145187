const ROW_TOLERANCE_PX = 4;

/**
 * The tile that an arrow key leads to, by how the tiles stand on the screen; undefined at an edge and for any other
 * key. `tiles` are in reading order.
 */
export function nextTile(tiles: HTMLElement[], current: HTMLElement, key: string): HTMLElement | undefined {
  const at = tiles.indexOf(current);
  switch (key) {
    case "ArrowLeft":
      return tiles[at - 1];
    case "ArrowRight":
      return tiles[at + 1];
    case "ArrowUp":
      return nearestInNextRow(tiles.slice(0, Math.max(0, at)).reverse(), current);
    case "ArrowDown":
      return nearestInNextRow(tiles.slice(at + 1), current);
    default:
      return undefined;
  }
}

/** Of the first row among `candidates` that is not the current one, the tile closest to it sideways. */
function nearestInNextRow(candidates: HTMLElement[], current: HTMLElement): HTMLElement | undefined {
  const here = current.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let rowTop: number | undefined;
  let best: { tile: HTMLElement; distance: number } | undefined;
  for (const tile of candidates) {
    const { top, left, width } = tile.getBoundingClientRect();
    if (Math.abs(top - here.top) < ROW_TOLERANCE_PX) continue;
    rowTop ??= top;
    if (Math.abs(top - rowTop) >= ROW_TOLERANCE_PX) break;
    const distance = Math.abs(left + width / 2 - middle);
    if (!best || distance < best.distance) best = { tile, distance };
  }
  return best?.tile;
}

/**
 * Call it before tiles go. Returns what gives the focus to the tile that follows them, where it would be lost with them
 * or with the bar of the selection.
 */
export function focusBeyond(root: HTMLElement | null, gone: ReadonlySet<string>): () => void {
  const tiles = [...(root?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
  const isGone = ({ dataset }: HTMLElement) => gone.has(dataset.tile ?? "");
  const first = tiles.findIndex(isGone);
  const next = tiles.slice(first).find((tile) => !isGone(tile)) ?? tiles.findLast((tile) => !isGone(tile));
  return () => {
    const active = document.activeElement;
    const tile = active?.closest("[role=listitem]")?.querySelector<HTMLElement>("[data-tile]");
    const isLost = active === document.body || active?.closest("[role=toolbar]") || (tile && isGone(tile));
    const id = next?.dataset.tile;
    if (id && isLost) root?.querySelector<HTMLElement>(`[data-tile="${id}"]`)?.focus();
  };
}
