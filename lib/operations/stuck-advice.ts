/** What to know of an image that stays on its way, by what it waits for. */
export const stuckAdvice = {
  deleting: "Its deletion was interrupted and resumes within a minute.",
  processing:
    "A worker started and did not finish. It is retried automatically; after 15 minutes without a message it is marked as failed. Rendering it now is safe.",
  stored:
    "Its file is stored, but the event never arrived. It is picked up when the queue is empty; rendering it now is safe.",
  uploading:
    "Its file has not arrived. The upload may still be running; two hours after its start it is given up and its space is freed.",
} as const;
