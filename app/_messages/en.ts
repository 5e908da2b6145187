import { account } from "./en/account.ts";
import { common } from "./en/common.ts";
import { failures } from "./en/failures.ts";
import { problems, refusals } from "./en/problems.ts";
import { signIn } from "./en/sign-in.ts";

/** The words of the interface in English, by area. */
export const en = { account, common, failures, problems, refusals, signIn };
