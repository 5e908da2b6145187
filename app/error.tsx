"use client";

import Link from "next/link";
import { buttonClass } from "./_components/button-class.ts";
import { MessagePage } from "./_components/message-page.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <MessagePage
      title="Something went wrong on our side"
      actions={
        <>
          <button type="button" onClick={reset} className={buttonClass("primary")}>
            Try again
          </button>
          <Link href="/" className={buttonClass()}>
            Back to your photos
          </Link>
        </>
      }
    >
      <p>Your photos are safe. Trying again usually helps.</p>
      {error.digest && <p className="mt-2 text-sm">Reference: {error.digest}</p>}
    </MessagePage>
  );
}
