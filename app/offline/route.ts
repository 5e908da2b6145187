import { headers } from "next/headers";
import { getLanguage, getTranslations } from "#app/_messages/get-translations.ts";

/*
 * The page that public/share-target-worker.js shows where the server does not answer. It is kept by the browser, so all
 * of it is in this one answer; its nonce and the policy that goes with it are kept too.
 */

const STYLE = `
:root { color-scheme: light; --page: #f9fafb; --ink: #1a202b; --muted: #555f6f; --accent: #14569b; --on-accent: #fbfcfe }
.dark { color-scheme: dark; --page: #0c0f14; --ink: #eaedf1; --muted: #a5aebb; --accent: #8bc3f3; --on-accent: #0b1523 }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--page); color: var(--ink);
  font: 0.9375rem/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif }
main { max-width: 26rem; padding: 1.5rem; text-align: center }
svg { width: 3rem; height: 3rem }
h1 { margin: 1.25rem 0 0.5rem; font-size: 1.5rem; line-height: 1.3; letter-spacing: -0.01em; text-wrap: balance }
p { margin: 0 0 1.5rem; color: var(--muted); text-wrap: pretty }
a { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 1.25rem; border-radius: 0.5rem;
  background: var(--accent); color: var(--on-accent); font-weight: 500; text-decoration: none }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`;

/** Applies the theme chosen in the app, and reloads the page once the server answers again. */
const SCRIPT = `
const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
let theme; try { theme = localStorage.getItem("theme") } catch {}
document.documentElement.classList.toggle("dark", theme === "dark" || (theme !== "light" && isDark));
const look = () => fetch("/robots.txt", { method: "HEAD", cache: "no-store" }).then(() => location.reload(), () => {});
addEventListener("online", look);
setInterval(() => document.hidden || look(), 5000);
`;

/** Returns the page in the language of who asks. */
export async function GET(): Promise<Response> {
  const [language, t, common] = await Promise.all([
    getLanguage(),
    getTranslations("offline"),
    getTranslations("common"),
  ]);
  const nonce = (await headers()).get("x-nonce") ?? "";
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${t("title")} · Skylight</title>
<style nonce="${nonce}">${STYLE}</style>
<script nonce="${nonce}">${SCRIPT}</script>
<main>
<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#14507f"/><g transform="translate(16 16) skewX(-12)"><path fill="#fff" fill-opacity=".92" d="M-9-7.5A1.5 1.5 0 0 1-7.5-9H-1v8h-8zM-9 1h8v8h-6.5A1.5 1.5 0 0 1-9 7.5zM1 1h8v6.5A1.5 1.5 0 0 1 7.5 9H1z"/><path fill="#f7bd4a" d="M1-9h6.5A1.5 1.5 0 0 1 9-7.5V-1H1z"/></g></svg>
<h1>${t("title")}</h1>
<p>${t("help")}</p>
<a href="">${common("tryAgain")}</a>
</main>
</html>
`;
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-language": language, "cache-control": "no-store" },
  });
}
