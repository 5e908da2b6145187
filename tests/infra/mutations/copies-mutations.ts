// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import type { Mutation, NoticingTest } from "./mutation.ts";

const sending = (says: string): NoticingTest => ({ root: ".", file: "tests/copies.tftest.hcl", says });
const taking = (says: string): NoticingTest => ({ root: "copies", file: "tests/copies.tftest.hcl", says });

/** By which copies would not survive the account, or would outlive what people delete. */
export const copiesMutations: readonly Mutation[] = [
  {
    what: "copies: the installation deletes versions of them",
    file: "modules/copies/main.tf",
    from: '"s3:ReplicateTags", "s3:ReplicateDelete"]',
    to: '"s3:ReplicateTags", "s3:ReplicateDelete", "s3:DeleteObjectVersion"]',
    test: sending("S3 reads originals and adds copies of them, and does nothing else."),
  },
  {
    what: "copies: what people delete stays in them for ever",
    file: "modules/copies/main.tf",
    from: 'delete_marker_replication {\n      status = "Enabled"',
    to: 'delete_marker_replication {\n      status = "Disabled"',
    test: sending("All originals are replicated, and so is their deletion."),
  },
  {
    what: "copies: exports belong to the account that they are to survive",
    file: "modules/copies/main.tf",
    from: "      S3BucketOwner  = var.copies.account\n",
    to: "",
    test: sending("The whole table is exported, to the bucket of the account that it is to belong to."),
  },
  {
    what: "copies: every role of the installation writes them",
    file: "copies/main.tf",
    from: '{ "aws:PrincipalArn" = local.role_arn.photos }',
    to: '{ "aws:PrincipalAccount" = var.source_account }',
    test: taking("Two roles of the installation add copies; nothing there reads one or deletes a version."),
  },
  {
    what: "copies: whoever restores deletes",
    file: "copies/main.tf",
    from: '["s3:GetObject", "s3:GetObjectTagging", "s3:ListBucket"]',
    to: '["s3:GetObject", "s3:DeleteObject", "s3:ListBucket"]',
    test: taking("Whoever restores reads, and does nothing else."),
  },
  {
    what: "copies: originals end with the exports",
    file: "copies/main.tf",
    from: "      expired_object_delete_marker = true\n",
    to: "      days = 365\n",
    test: taking("No original that is current is ever removed."),
  },
];
