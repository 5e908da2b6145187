import { FormAlert } from "#app/_components/form-alert.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { SubmitButton } from "#app/_components/submit-button.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";

const refusals: Record<string, string> = {
  invalid_credentials: "Incorrect password.",
  too_many_requests: "Too many attempts. Wait a moment, then try again.",
  unavailable: "Too many people are opening links right now. Try again in a moment.",
};

/** Asks for what opens a link, by a plain form that works without scripts. */
export function LockedShare({ token, needsPassword, refused }: LockedShareProps) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-sm flex-col px-6 py-6">
      {/* Without a referrer a browser does not say either that the form is from this site. */}
      <meta name="referrer" content="same-origin" />
      <header>
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="my-auto space-y-5 py-16 outline-none">
        <h1 className="text-2xl font-semibold tracking-tight">Shared photos</h1>
        <p className="text-muted">
          {needsPassword
            ? "Enter the password that you were given with the link."
            : "This link can be opened only so many times. It stays open for you for a day."}
        </p>
        <form method="post" action={`/api/shared/${token}/unlock`} className="space-y-4">
          <FormAlert message={refused === undefined ? undefined : (refusals[refused] ?? "That didn't work.")} />
          {needsPassword && (
            <PasswordField
              id="password"
              name="password"
              label="Password"
              required
              autoComplete="off"
              maxLength={1024}
            />
          )}
          <SubmitButton className="w-full">Show the photos</SubmitButton>
        </form>
      </main>
    </div>
  );
}

interface LockedShareProps {
  token: string;
  needsPassword: boolean;
  /** Why the last attempt was refused: a code of the API. */
  refused: string | undefined;
}
