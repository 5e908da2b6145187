const ROW_TOLERANCE_PX = 4;

/**
 * The tile that an arrow key leads to, by how the tiles stand on the screen; undefined at an edge and for any other key. `tiles` are in reading order.
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
