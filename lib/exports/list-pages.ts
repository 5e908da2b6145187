/** A page of a list, as the API answers it. */
export interface ListPage<Item> {
  images: Item[];
  /** Asks for the page after this one; absent on the last. */
  nextCursor?: string | undefined;
  /** False while the library that it is a list of is still being read, so that photos are missing. */
  isComplete: boolean;
}

/**
 * All items of a list, page after page. What leaves has to be whole: a page with gaps is asked for again, after `wait`.
 */
export async function* listPages<Item>(
  getPage: (cursor: string | undefined) => Promise<ListPage<Item>>,
  wait: () => Promise<void>,
): AsyncGenerator<Item, void> {
  for (let cursor: string | undefined; ; ) {
    const page = await getPage(cursor);
    if (!page.isComplete) {
      await wait();
      continue;
    }
    yield* page.images;
    if (page.nextCursor === undefined) return;
    cursor = page.nextCursor;
  }
}
