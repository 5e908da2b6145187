variable "table" {
  description = "Name of the table."
  type        = string
}

variable "point_in_time_recovery" {
  description = "Whether the table is backed up continuously."
  type        = bool
}

variable "deletion_protection" {
  description = "Whether the table refuses to be destroyed."
  type        = bool
}

variable "keep_old_indexes" {
  description = "Whether web servers of version 0.1.0 still list by the indexes of then."
  type        = bool
}
