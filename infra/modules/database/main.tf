locals {
  # As lib/database/keys.ts draws them; a test compares the two.
  key     = { partition = "pk", sort = "sk" }
  indexes = merge(local.current_indexes, var.keep_old_indexes ? local.old_indexes : {})
  current_indexes = {
    open      = { partition = "openPk", sort = "openSk" }
    directory = { partition = "directoryPk", sort = "directorySk" }
    changes   = { partition = "changesPk", sort = "changesSk" }
  }

  # Of version 0.1.0, for as long as its servers run.
  old_indexes = {
    library = { partition = "libraryPk", sort = "librarySk" }
    status  = { partition = "statusPk", sort = "statusSk" }
  }

  # Beside the keys; an index that is not named projects every attribute.
  projections = { changes = ["listed", "revision"] }

  key_attributes = toset(concat(
    values(local.key),
    flatten([for index in local.indexes : values(index)]),
  ))
}

resource "aws_dynamodb_table" "this" {
  name         = var.table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = local.key.partition
  range_key    = local.key.sort

  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = local.key_attributes

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = local.indexes

    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.partition
      range_key          = global_secondary_index.value.sort
      projection_type    = contains(keys(local.projections), global_secondary_index.key) ? "INCLUDE" : "ALL"
      non_key_attributes = lookup(local.projections, global_secondary_index.key, null)
    }
  }

  ttl {
    attribute_name = "expiresAtSeconds"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = var.point_in_time_recovery
  }
}
