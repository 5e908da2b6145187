variable "name" {
  description = "Name of distribution and keys."
  type        = string
}

variable "bucket_domain" {
  description = "Regional domain of the bucket."
  type        = string
}

variable "public_key" {
  description = "PEM public key of the pair that signs cookies."
  type        = string
}

variable "app_origin" {
  description = "The only origin whose pages may fetch renditions by script."
  type        = string
}
