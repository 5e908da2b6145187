/**
 * Header by which a page names the user whom its requests are for. Another tab of the browser may have signed in
 * somebody else since the page was opened, and cookies are of all tabs.
 */
export const INTENDED_USER = "skylight-user";
