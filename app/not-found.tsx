import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { buttonClass } from "./_components/button-class.ts";
import { MessagePage } from "./_components/message-page.tsx";
import { DeadShareLink } from "./s/_components/dead-share-link.tsx";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  if ((await headers()).get("x-path")?.startsWith("/s/")) return <DeadShareLink />;
  return (
    <MessagePage
      title="Page not found"
      actions={
        <Link href="/" className={buttonClass("primary")}>
          Back to your photos
        </Link>
      }
    >
      <p>The page or photo does not exist, was deleted, or belongs to another user.</p>
    </MessagePage>
  );
}
