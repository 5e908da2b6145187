"use client";

import { buttonClass } from "./_components/button-class.ts";
import "./globals.css";

/** Replaces the root layout itself when that fails, so it brings its own document. */
export default function GlobalError({ reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh antialiased">
        <title>Something went wrong · Skylight</title>
        <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center gap-4 px-6">
          <h1 className="text-2xl font-semibold tracking-tight">Something went wrong on our side</h1>
          <p className="text-muted">Your photos are safe. Trying again usually helps.</p>
          <div>
            <button type="button" onClick={reset} className={buttonClass("primary")}>
              Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
