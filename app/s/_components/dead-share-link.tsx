import { Wordmark } from "#app/_components/wordmark.tsx";

/** One page for every link that does not work, whatever the reason. */
export function DeadShareLink() {
  return (
    <div className="mx-auto flex min-h-dvh max-w-lg flex-col px-6 py-6">
      <header>
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="my-auto space-y-4 py-16 outline-none">
        <h1 className="text-2xl font-semibold tracking-tight">This link doesn't work</h1>
        <p className="text-muted">
          It may be mistyped, have ended, or no longer be shared. Ask the person who sent it for a new one.
        </p>
      </main>
    </div>
  );
}
