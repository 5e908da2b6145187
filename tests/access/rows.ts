/*
 * What each way into the application asks, and who may. Denied is who may not: by 401 (or the sign-in page), by 404
 * where the thing itself is not for them to know. A route on disk without a row fails the test.
 */

export interface Row {
  /**
   * `public`: everybody alike. `user`: whoever is signed in. `owner`: the person whose image it is; to other users it
   * is not there. `admin`: admins; to others it is not there. `recipient`: the user that the owner shares an album
   * with; to all others it is not there.
   */
  for: "public" | "user" | "owner" | "admin" | "recipient";
  /** Of what is for a recipient: the owner may look at it too, as the recipient does. */
  alsoOwner?: true;
  /** Values of the path's parameters: names of what the world holds. */
  params?: Record<string, keyof World>;
  query?: (world: World) => string;
  body?: (world: World) => unknown;
  /** Statuses of those who may. Bodies are left incomplete where a call would do harm: 422 comes after access. */
  answers: number[];
  /** Ends what others of the matrix need, so its cells come last. */
  isLast?: true;
}

/** Ids of what there is to reach. */
export interface World {
  imageId: string;
  /** A session of the owner that no caller uses. */
  sessionId: string;
  ownerId: string;
  victimId: string;
  bulkChangeId: string;
  albumId: string;
  tagId: string;
  searchId: string;
  shareId: string;
  shareToken: string;
  /** Stands for the album that is shared with a user. */
  userToken: string;
  integrityRunId: string;
  fingerprint: string;
  apiGroup: string;
  rerender: string;
  anything: string;
}

const incomplete = () => ({});
const owned = { for: "owner", params: { id: "imageId" } } as const;
const ofVictim = { for: "admin", params: { id: "victimId" } } as const;

export const rows: Record<string, Row> = {
  "POST /api/register": { for: "public", body: incomplete, answers: [422] },
  "POST /api/login": { for: "public", body: incomplete, answers: [422] },
  "POST /api/account/reset-password": { for: "public", body: incomplete, answers: [422] },
  "GET /api/health": { for: "public", answers: [200, 503] },
  "GET /api/openapi.json": { for: "public", answers: [200] },
  "GET /api/auth/{...nextauth}": { for: "public", params: { "...nextauth": "anything" }, answers: [404] },
  "POST /api/auth/{...nextauth}": { for: "public", params: { "...nextauth": "anything" }, answers: [404] },
  ...Object.fromEntries(
    ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [
      `${method} /api/{...path}`,
      { for: "public", params: { "...path": "anything" }, answers: [404] } satisfies Row,
    ]),
  ),

  "POST /api/account/password": { for: "user", body: incomplete, answers: [422] },
  "POST /api/account/sign-out-everywhere": { for: "user", answers: [204], isLast: true },
  "GET /api/account/sessions": { for: "user", answers: [200] },
  "DELETE /api/account/sessions/{id}": { for: "owner", params: { id: "sessionId" }, answers: [204], isLast: true },
  "POST /api/account/close": { for: "user", body: incomplete, answers: [422] },
  "POST /api/account/keep": { for: "public", body: incomplete, answers: [422] },
  "GET /api/account/contents": { for: "user", answers: [200] },
  "GET /api/usage": { for: "user", answers: [200] },
  "GET /api/images": { for: "user", answers: [200] },
  "GET /api/timeline": { for: "user", answers: [200] },
  "GET /api/timeline/chunk": { for: "user", answers: [200] },
  "GET /api/search": { for: "user", query: () => "?q=last+summer", answers: [200] },
  "GET /api/search/suggestions": { for: "user", query: () => "?q=s", answers: [200] },
  "GET /api/search/facets": { for: "user", answers: [200] },
  "GET /api/duplicates": { for: "user", answers: [200] },
  "GET /api/map": { for: "user", query: () => "?box=-180,-90,180,90&zoom=2", answers: [200] },
  "GET /api/places": { for: "user", query: () => "?q=berlin", answers: [200] },
  "GET /api/searches": { for: "user", answers: [200] },
  "POST /api/searches": { for: "user", body: incomplete, answers: [422] },
  "PATCH /api/searches/{id}": {
    for: "owner",
    params: { id: "searchId" },
    body: () => ({ name: "Sea" }),
    answers: [200],
  },
  "DELETE /api/searches/{id}": { for: "owner", params: { id: "searchId" }, answers: [204], isLast: true },
  "POST /api/images/bulk": { for: "user", body: incomplete, answers: [422] },
  "GET /api/bulk-changes": { for: "user", answers: [200] },
  "GET /api/bulk-changes/{id}": { for: "owner", params: { id: "bulkChangeId" }, answers: [200] },
  "DELETE /api/bulk-changes/{id}": { for: "owner", params: { id: "bulkChangeId" }, answers: [200] },
  "POST /api/bulk-changes/{id}/undo": { for: "owner", params: { id: "bulkChangeId" }, answers: [200, 202] },
  "GET /api/albums": { for: "user", answers: [200] },
  "POST /api/albums": { for: "user", body: incomplete, answers: [422] },
  "GET /api/albums/{id}": { for: "owner", params: { id: "albumId" }, answers: [200] },
  "PATCH /api/albums/{id}": { for: "owner", params: { id: "albumId" }, body: () => ({ name: "Sea" }), answers: [200] },
  "DELETE /api/albums/{id}": { for: "owner", params: { id: "albumId" }, answers: [204], isLast: true },
  "GET /api/tags": { for: "user", answers: [200] },
  "POST /api/tags": { for: "user", body: incomplete, answers: [422] },
  "PATCH /api/tags/{id}": { for: "owner", params: { id: "tagId" }, body: () => ({ name: "sea" }), answers: [200] },
  "POST /api/tags/{id}/merge": {
    for: "owner",
    params: { id: "tagId" },
    body: ({ tagId }) => ({ into: tagId }),
    answers: [409],
  },
  "DELETE /api/tags/{id}": { for: "owner", params: { id: "tagId" }, answers: [204], isLast: true },
  "GET /api/shares": { for: "user", answers: [200] },
  "POST /api/shares": { for: "user", body: incomplete, answers: [422] },
  "GET /api/shares/{id}": { for: "owner", params: { id: "shareId" }, answers: [200] },
  "PATCH /api/shares/{id}": { for: "owner", params: { id: "shareId" }, body: () => ({ title: "Sea" }), answers: [200] },
  "DELETE /api/shares/{id}": { for: "owner", params: { id: "shareId" }, answers: [204], isLast: true },
  "GET /api/shares/{id}/guests": { for: "owner", params: { id: "shareId" }, answers: [200] },
  "POST /api/shared/{token}/uploads": {
    for: "public",
    params: { token: "shareToken" },
    body: incomplete,
    answers: [422],
  },
  // Nobody but the guest who sent it may ask, and the matrix has none.
  "GET /api/shared/{token}/uploads/{id}": {
    for: "public",
    params: { token: "shareToken", id: "imageId" },
    answers: [404],
  },
  "POST /api/shares/users": { for: "user", body: incomplete, answers: [422] },
  "GET /api/shared": { for: "user", answers: [200] },
  // A link is not left, and what is shared with a user only that user leaves.
  "DELETE /api/shared/{token}": { for: "user", params: { token: "shareToken" }, answers: [404] },
  "GET /api/shared/{token}": { for: "public", params: { token: "shareToken" }, answers: [200] },
  "GET /api/shared/{token}/images": { for: "public", params: { token: "shareToken" }, answers: [200] },
  "GET /api/shared/{token}/images/{id}/url": {
    for: "public",
    params: { token: "shareToken", id: "imageId" },
    answers: [200],
  },
  "GET /api/shared/{token}/images/{id}/download": {
    for: "public",
    params: { token: "shareToken", id: "imageId" },
    answers: [302],
  },
  "POST /api/shared/{token}/unlock": {
    for: "public",
    params: { token: "shareToken" },
    body: incomplete,
    answers: [204],
  },
  "POST /api/images/lookup": { for: "user", body: incomplete, answers: [422] },
  "POST /api/upload": { for: "user", answers: [415] },
  "POST /api/uploads": { for: "user", body: incomplete, answers: [422] },
  "POST /api/uploads/batch": { for: "user", body: incomplete, answers: [422] },

  "GET /api/get-url": { for: "owner", query: ({ imageId }) => `?id=${imageId}`, answers: [200] },
  "GET /api/images/{id}": { ...owned, answers: [200] },
  "GET /api/images/{id}/events": { ...owned, answers: [200] },
  "GET /api/images/{id}/view": { ...owned, answers: [200] },
  "GET /api/images/{id}/download": { ...owned, answers: [302] },
  "POST /api/images/{id}/retry": { ...owned, answers: [202, 409] },
  "PATCH /api/images/{id}": { ...owned, body: () => ({ favourite: true }), answers: [200] },
  "DELETE /api/images/{id}": { ...owned, answers: [200] },
  "POST /api/images/{id}/restore": { ...owned, answers: [200] },

  "GET /api/metrics": { for: "admin", answers: [200] },
  "GET /api/admin/overview": { for: "admin", answers: [200] },
  "GET /api/admin/system": { for: "admin", answers: [200] },
  "GET /api/admin/audit": { for: "admin", answers: [200] },
  "GET /api/admin/audit/export": { for: "admin", answers: [200] },
  "GET /api/admin/processing": { for: "admin", answers: [200] },
  "POST /api/admin/processing/retry": { for: "admin", body: () => ({ all: "no" }), answers: [422] },
  "POST /api/admin/processing/discard": { for: "admin", body: incomplete, answers: [422] },
  "GET /api/admin/processing/groups/{fingerprint}": {
    for: "admin",
    params: { fingerprint: "fingerprint" },
    answers: [200],
  },
  "GET /api/admin/processing/images/{ownerId}/{imageId}": {
    for: "admin",
    params: { ownerId: "ownerId", imageId: "imageId" },
    answers: [200],
  },
  "GET /api/admin/renditions": { for: "admin", answers: [200] },
  "POST /api/admin/renditions": { for: "admin", body: () => ({ force: "no" }), answers: [422] },
  "PATCH /api/admin/renditions/{number}": {
    for: "admin",
    params: { number: "rerender" },
    body: () => ({ command: "stand on your head" }),
    answers: [422],
  },
  "GET /api/admin/renditions/{number}/failures": { for: "admin", params: { number: "rerender" }, answers: [200] },
  "GET /api/admin/integrity": { for: "admin", answers: [200] },
  "POST /api/admin/integrity": { for: "admin", body: incomplete, answers: [422] },
  "POST /api/admin/integrity/repair": { for: "admin", body: () => ({ ids: "all" }), answers: [422] },
  "POST /api/admin/integrity/{id}/continue": { for: "admin", params: { id: "integrityRunId" }, answers: [200] },
  "GET /api/admin/users": { for: "admin", answers: [200] },
  "GET /api/admin/users/{id}": { ...ofVictim, answers: [200] },
  "PATCH /api/admin/users/{id}": { ...ofVictim, body: () => ({ role: "emperor" }), answers: [422] },
  "POST /api/admin/users/{id}/sign-out-everywhere": { ...ofVictim, answers: [204] },
  "POST /api/admin/users/{id}/reset-link": { ...ofVictim, answers: [201] },
  "DELETE /api/admin/users/{id}": { ...ofVictim, answers: [202, 204], isLast: true },

  "GET /offline": { for: "public", answers: [200] },
  "PAGE /sign-in": { for: "public", answers: [200, 307] },
  "PAGE /register": { for: "public", answers: [200, 307] },
  "PAGE /reset-password": { for: "public", answers: [200] },
  "PAGE /docs/api": { for: "public", answers: [200] },
  "PAGE /docs/api/{group}": { for: "public", params: { group: "apiGroup" }, answers: [200] },
  "PAGE /s/{token}": { for: "public", params: { token: "shareToken" }, answers: [200] },
  "PAGE /s/{token}/{imageId}": {
    for: "public",
    params: { token: "shareToken", imageId: "imageId" },
    answers: [200],
  },
  "PAGE /": { for: "user", answers: [200] },
  "PAGE /account": { for: "user", answers: [200] },
  "PAGE /trash": { for: "user", answers: [200] },
  "PAGE /albums": { for: "user", answers: [200] },
  "PAGE /albums/{id}": { for: "owner", params: { id: "albumId" }, answers: [200] },
  "PAGE /shares/{id}": { for: "owner", params: { id: "shareId" }, answers: [200] },
  "PAGE /shared": { for: "user", answers: [200] },
  "PAGE /shares": { for: "user", answers: [200] },
  "PAGE /archive": { for: "user", answers: [200] },
  "PAGE /failed": { for: "user", answers: [200] },
  "PAGE /tags": { for: "user", answers: [200] },
  "PAGE /favourites": { for: "user", answers: [200] },
  "PAGE /added": { for: "user", answers: [200] },
  "PAGE /changes": { for: "user", answers: [200] },
  "PAGE /duplicates": { for: "user", answers: [200] },
  "PAGE /map": { for: "user", answers: [200] },
  "PAGE /search": { for: "user", answers: [200] },
  "PAGE /images/{id}": { ...owned, answers: [200] },
  "PAGE /admin": { for: "admin", answers: [200] },
  "PAGE /admin/audit": { for: "admin", answers: [200] },
  "PAGE /admin/integrity": { for: "admin", answers: [200] },
  "PAGE /admin/processing": { for: "admin", answers: [200] },
  "PAGE /admin/processing/groups/{fingerprint}": {
    for: "admin",
    params: { fingerprint: "fingerprint" },
    answers: [200],
  },
  "PAGE /admin/processing/images/{ownerId}/{imageId}": {
    for: "admin",
    params: { ownerId: "ownerId", imageId: "imageId" },
    answers: [200],
  },
  "PAGE /admin/renditions": { for: "admin", answers: [200] },
  "PAGE /admin/system": { for: "admin", answers: [200] },
  "PAGE /admin/users": { for: "admin", answers: [200] },
  "PAGE /admin/users/{id}": { ...ofVictim, answers: [200] },
};

const ofRecipient = { for: "recipient", params: { token: "userToken", id: "imageId", imageId: "imageId" } } as const;
const ofBoth = { ...ofRecipient, alsoOwner: true } as const;
const announcement = () => ({ fileName: "a.jpg", contentType: "image/jpeg", bytes: 1_000, sha256: "0".repeat(64) });

/** What visitors of links call, where the token is that of an album shared with a user. */
export const recipientRows: [string, Row][] = [
  ["GET /api/shared/{token}", { ...ofBoth, answers: [200] }],
  ["GET /api/shared/{token}/images", { ...ofBoth, answers: [200] }],
  ["GET /api/shared/{token}/images/{id}/url", { ...ofBoth, answers: [200] }],
  ["GET /api/shared/{token}/images/{id}/download", { ...ofBoth, answers: [302] }],
  ["POST /api/shared/{token}/uploads", { ...ofBoth, body: announcement, answers: [201] }],
  ["PAGE /s/{token}", { ...ofBoth, answers: [200] }],
  ["PAGE /s/{token}/{imageId}", { ...ofBoth, answers: [200] }],
  ["DELETE /api/shared/{token}", { ...ofRecipient, answers: [204], isLast: true }],
];
