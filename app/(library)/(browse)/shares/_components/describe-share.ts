import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { User } from "#lib/accounts/user.ts";
import { describeFilters } from "#lib/library/describe-filters.ts";
import { nameImageCollections } from "#lib/library/name-collections.ts";
import { readSearchAddress } from "#lib/library/search-address.ts";
import type { ShareView } from "#lib/shares/share-api.ts";
import { describeChip } from "../../search/_components/describe-chip.ts";
import type { DescribedShare } from "./described-share.ts";

/** Names what a share shows in the language of the page. */
export async function describeShare(user: User, share: ShareView): Promise<DescribedShare> {
  const t = await getTranslations("shares");
  const common = await getTranslations("common");
  switch (share.kind) {
    case "album": {
      if (share.albumName === undefined) return { ...share, shows: t("deletedAlbum") };
      return { ...share, shows: share.albumName, href: `/albums/${share.albumId}` };
    }
    case "image": {
      if (share.imageName === undefined) return { ...share, shows: t("deletedPhoto") };
      return { ...share, shows: share.imageName, href: `/images/${share.imageId}` };
    }
    case "search": {
      const words = await describeSearch(user, share.search);
      return words === ""
        ? { ...share, shows: t("allPhotos"), href: "/" }
        : { ...share, shows: t("searchFor", { words }), href: `/search?${share.search}` };
    }
    case "timeline":
      return { ...share, shows: t("timeline"), href: "/" };
    default:
      return { ...share, shows: common("photos", { count: share.count }) };
  }
}

async function describeSearch(user: User, search: string | undefined): Promise<string> {
  const t = await getTranslations("search");
  const parameters = new URLSearchParams(search);
  const filters = readSearchAddress(
    Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)])),
  );
  const { album, tag = [] } = filters;
  const ids = { albumIds: album === undefined ? [] : [album], tags: tag };
  const names = await nameImageCollections(webServices(), user, ids, []);
  const chips = describeFilters(filters, names).map((chip) => describeChip(chip, filters, t));
  return [filters.q, ...chips].filter(Boolean).join(", ");
}
