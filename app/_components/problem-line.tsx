/** What is wrong with what was entered, read out when it appears; nothing while nothing is. */
export function ProblemLine({ message, className = "" }: { message: string | undefined; className?: string }) {
  return message ? (
    <p role="alert" className={`text-sm text-danger ${className}`}>
      {message}
    </p>
  ) : null;
}
