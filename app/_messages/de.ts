import { account } from "./de/account.ts";
import { common } from "./de/common.ts";
import { failures } from "./de/failures.ts";
import { problems, refusals } from "./de/problems.ts";
import { signIn } from "./de/sign-in.ts";

/** The words of the interface in German, by area. */
export const de = { account, common, failures, problems, refusals, signIn };
