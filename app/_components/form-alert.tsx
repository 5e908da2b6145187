import { CircleAlert } from "lucide-react";

/** What is wrong with a form as a whole, read out when it appears. */
export function FormAlert({ message }: { message: string | undefined }) {
  return (
    <div role="alert">
      {message && (
        <p className="flex animate-appear gap-2.5 rounded-lg bg-danger-soft px-3.5 py-3 text-sm text-ink">
          <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden="true" />
          {message}
        </p>
      )}
    </div>
  );
}
