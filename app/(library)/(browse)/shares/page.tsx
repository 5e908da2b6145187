import type { Metadata } from "next";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import { listShares } from "#lib/shares/manage-shares.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { describeShare } from "./_components/describe-share.ts";
import { ShareList } from "./_components/share-list.tsx";
import { ShareTimeline } from "./_components/share-timeline.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shares"))("title") };
}

const PAGE_SIZE = 50;

export default withMessages(
  ["shares"],
  async function SharesPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
    const user = await requirePageUser("/shares");
    const { after } = await searchParams;
    const { shares, nextCursor } = await readPage(user, typeof after === "string" ? after : undefined);
    const described = await Promise.all(shares.map((share) => describeShare(user, share)));
    const t = await getTranslations("shares");
    return (
      <>
        <div className="mb-5 flex flex-wrap items-center gap-3">
          <h1 className="mr-auto text-xl font-semibold tracking-tight">{t("title")}</h1>
          <Link href="/shared" className={buttonClass()}>
            {t("sharedWithMe")}
          </Link>
          <ShareTimeline />
        </div>
        {shares.length === 0 ? (
          <NoPhotos title={t("none")}>{t("noneHelp")}</NoPhotos>
        ) : (
          <ShareList shares={described} />
        )}
        {nextCursor && (
          <Link
            href={`/shares?after=${encodeURIComponent(nextCursor)}`}
            className={buttonClass("secondary", "medium", "mt-6")}
          >
            {t("older")}
          </Link>
        )}
      </>
    );
  },
);

/** A page of shares; the first one for a cursor that is none. */
async function readPage(user: Parameters<typeof listShares>[1], cursor: string | undefined) {
  try {
    return await listShares(webServices(), user, { limit: PAGE_SIZE, cursor });
  } catch (error) {
    if (isAppError(error, "invalid_cursor")) return listShares(webServices(), user, { limit: PAGE_SIZE });
    throw error;
  }
}
