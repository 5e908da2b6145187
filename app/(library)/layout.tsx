import type { ReactNode } from "react";
import { GiveMessages } from "#app/_messages/give-messages.tsx";
import { findPageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { contentTypeByExtension } from "#lib/images/image.ts";
import { LibraryProvider } from "./_components/library-provider.tsx";

/** What its frame, its galleries and its uploads say at once; other pages bring what they say themselves. */
const LIBRARY_AREAS = ["adding", "frame", "gallery"] as const;

/** Around every page of the library, so that uploads and what was loaded survive going from one to another. */
export default async function LibraryLayout({ children }: { children: ReactNode }) {
  const { config } = webServices();
  const user = await findPageUser();
  return (
    <GiveMessages areas={LIBRARY_AREAS}>
      <LibraryProvider owner={user?.id} limits={{ maxBytes: config.maxUploadBytes, contentTypeByExtension }}>
        {children}
      </LibraryProvider>
    </GiveMessages>
  );
}
