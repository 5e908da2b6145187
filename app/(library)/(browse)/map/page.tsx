import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { getMap } from "#lib/library/get-map.ts";
import { PhotoMap } from "./_components/photo-map.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("title") };
}

/** So coarse that all photos of the world are a few clusters. */
const FIRST_ZOOM = 1;

export default withMessages(["places"], async function MapPage() {
  const user = await requirePageUser("/map");
  const map = await getMap(
    webServices(),
    user,
    { box: [-180, -90, 180, 90], zoom: FIRST_ZOOM },
    await readOwnChanges(),
  );
  const t = await getTranslations("places");
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <PhotoMap first={map} />
    </>
  );
});
