import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { getLanguage, getTranslations } from "#app/_messages/get-translations.ts";
import { GiveMessages } from "#app/_messages/give-messages.tsx";
import { ThemeProvider } from "./_components/theme-provider.tsx";
import { Toaster } from "./_components/toaster.tsx";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: "Skylight", template: "%s · Skylight" },
    description: t("about"),
    applicationName: "Skylight",
    icons: { icon: [{ url: "/icon.svg", type: "image/svg+xml" }], apple: [{ url: "/apple-touch-icon.png" }] },
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#0c0f14" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request's nonce also makes every page dynamic, which a nonce needs anyway.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const t = await getTranslations("common");
  return (
    // The theme script sets the class before React arrives.
    <html lang={await getLanguage()} suppressHydrationWarning>
      <head>
        {/* Where libraries that insert style elements look for the nonce. */}
        <script
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: the request's own nonce, as a literal
          dangerouslySetInnerHTML={{ __html: `window.__webpack_nonce__=${JSON.stringify(nonce ?? "")}` }}
        />
      </head>
      <body className="min-h-dvh antialiased">
        <a
          href="#content"
          className="fixed top-2 left-2 z-100 -translate-y-24 rounded-lg bg-accent px-4 py-2.5 font-medium text-on-accent focus:translate-y-0"
        >
          {t("skip")}
        </a>
        <GiveMessages areas={["common", "problems", "refusals"]}>
          <ThemeProvider nonce={nonce}>
            {children}
            <Toaster />
          </ThemeProvider>
        </GiveMessages>
      </body>
    </html>
  );
}
