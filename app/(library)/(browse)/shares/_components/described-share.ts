import type { ShareView } from "#lib/shares/share-api.ts";

/**
 * A share with what it shows in words, whatever its title, and the page on which its owner sees that, if there is one.
 */
export interface DescribedShare extends ShareView {
  shows: string;
  href?: string | undefined;
}
