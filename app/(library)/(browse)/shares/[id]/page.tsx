import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isAppError } from "#lib/errors.ts";
import { listShareGuests } from "#lib/shares/list-share-guests.ts";
import { NoPhotos, PhotoList } from "../../_components/photo-list.tsx";
import { GuestList } from "../_components/guest-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shares"))("addedByVisitors") };
}

interface PageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<ListPlace & { guest?: string | string[] }>;
}

/** What visitors of a share link added, by whom, to be looked through and removed. */
export default withMessages(["changes", "shares"], async function SharePage({ params, searchParams }: PageProps) {
  const { id } = await params;
  const { guest, ...place } = await searchParams;
  const user = await requirePageUser(`/shares/${id}`);
  const guests = await listShareGuests(webServices(), user, id, await readOwnChanges()).catch((error) => {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  });
  const t = await getTranslations("shares");
  const chosen = guests.find((one) => one.id === guest);
  return (
    <>
      <Link href="/shares" className="rounded text-sm text-accent underline underline-offset-4">
        {t("title")}
      </Link>
      <h1 className="mt-2 mb-4 text-xl font-semibold tracking-tight">{t("addedByVisitors")}</h1>
      {guests.length > 0 && <GuestList shareId={id} guests={guests} chosen={chosen?.id} />}
      <PhotoList
        user={user}
        path={`/shares/${id}${chosen ? `?guest=${chosen.id}` : ""}`}
        place={place}
        filters={{ addedThrough: id, ...(chosen ? { addedBy: chosen.id } : {}) }}
        empty={<NoPhotos title={t("nothingAdded")}>{t("nothingAddedHelp")}</NoPhotos>}
      />
    </>
  );
});
