import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "./_components/button-class.ts";
import { MessagePage } from "./_components/message-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      actions={
        <Link href="/" className={buttonClass("primary")}>
          Back to your photos
        </Link>
      }
    >
      <p>The page or picture you asked for does not exist, was deleted, or belongs to somebody else.</p>
    </MessagePage>
  );
}
