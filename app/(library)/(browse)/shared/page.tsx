import type { Metadata } from "next";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import { listSharedWithMe } from "#lib/shares/share-with-user.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { SharedList } from "./_components/shared-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shares"))("sharedWithMe") };
}

const PAGE_SIZE = 24;

/** What other users share with the one who is signed in. */
export default withMessages(
  ["shares"],
  async function SharedPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
    const user = await requirePageUser("/shared");
    const { after } = await searchParams;
    const { shares, nextCursor } = await readPage(user, typeof after === "string" ? after : undefined);
    const t = await getTranslations("shares");
    return (
      <>
        <h1 className="mb-5 text-xl font-semibold tracking-tight">{t("sharedWithMe")}</h1>
        {shares.length === 0 ? (
          <NoPhotos title={t("nothingShared")}>{t("nothingSharedHelp")}</NoPhotos>
        ) : (
          <SharedList shares={shares} />
        )}
        {nextCursor && (
          <Link
            href={`/shared?after=${encodeURIComponent(nextCursor)}`}
            className={buttonClass("secondary", "medium", "mt-6")}
          >
            {t("olderShared")}
          </Link>
        )}
      </>
    );
  },
);

/** A page of the list; the first one for a cursor that is none. */
async function readPage(user: Parameters<typeof listSharedWithMe>[1], cursor: string | undefined) {
  try {
    return await listSharedWithMe(webServices(), user, { limit: PAGE_SIZE, cursor });
  } catch (error) {
    if (isAppError(error, "invalid_cursor")) return listSharedWithMe(webServices(), user, { limit: PAGE_SIZE });
    throw error;
  }
}
