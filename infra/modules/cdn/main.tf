locals {
  # AWS's own policy "CachingOptimized", the same in every account.
  caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  description                       = "Signs CloudFront's reads of the bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_public_key" "this" {
  name        = var.name
  encoded_key = var.public_key
}

resource "aws_cloudfront_key_group" "this" {
  name  = var.name
  items = [aws_cloudfront_public_key.this.id]
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name = var.name

  cors_config {
    access_control_allow_credentials = true
    origin_override                  = true

    access_control_allow_headers {
      items = ["range"]
    }
    access_control_allow_methods {
      items = ["GET", "HEAD"]
    }
    access_control_allow_origins {
      items = [var.app_origin]
    }
  }

  security_headers_config {
    content_type_options {
      override = true
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  comment         = "Renditions of ${var.name}, by signed cookie"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"

  origin {
    origin_id                = "renditions"
    domain_name              = var.bucket_domain
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  # The bucket's policy lets this distribution read thumbnails/* only, whatever path is asked for.
  default_cache_behavior {
    target_origin_id           = "renditions"
    viewer_protocol_policy     = "https-only"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = false
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    trusted_key_groups         = [aws_cloudfront_key_group.this.id]
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
