/** What a code of the sign-in says; behind it stands how many seconds to wait, or when a closed account is deleted. */
export function toSentence(error: string): string {
  const [code, seconds] = error.split(".");
  if (code === "CredentialsSignin") return "Incorrect email or password.";
  if (code === "account_closed") {
    const at = new Date(Number(seconds) * 1000);
    if (Number.isNaN(at.getTime())) return "This account is closed. Sign in to keep it.";
    const day = new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(at);
    return `This account is closed and will be deleted on ${day}. Until then you can sign in and keep it.`;
  }
  const wait = Number(seconds) > 0 ? inWords(Number(seconds)) : "a few minutes";
  if (code === "too_many_requests") return `Too many attempts. Try again in ${wait}.`;
  if (code === "unavailable") return `Skylight is busy. Try again in ${wait}.`;
  return "Couldn't sign you in. Please try again.";
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}
