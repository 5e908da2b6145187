import type { ReactNode } from "react";
import { catalogue } from "./catalogue.ts";
import { getLanguage, getLocale } from "./get-translations.ts";
import type { Area } from "./message.ts";
import { MessagesProvider } from "./messages-provider.tsx";

/** Sends the words of some areas along with the page, in its language, for the components that run in the browser. */
export async function GiveMessages({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  const language = await getLanguage();
  const words = catalogue[language];
  return (
    <MessagesProvider
      language={language}
      locale={await getLocale()}
      areas={Object.fromEntries(areas.map((area) => [area, words[area]]))}
    >
      {children}
    </MessagesProvider>
  );
}
