mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

variables {
  repository     = "https://github.com/example/skylight"
  worker_package = "tests/fixtures/package.txt"
  # AWS provider 5 knows no newer one.
  node_runtime = "nodejs22.x"
}

run "everything_by_default" {
  assert {
    condition     = output.bucket == "skylight-production-123456789012-us-east-1"
    error_message = "The bucket's name carries account and region, so that it is nobody else's."
  }

  assert {
    condition     = output.app_url == "https://main.d1mocked.amplifyapp.com"
    error_message = "Without app_url people open the address that Amplify gives."
  }

  assert {
    condition     = output.web_environment.NEXTAUTH_URL == output.app_url
    error_message = "The web server must know its own address."
  }

  assert {
    condition     = output.secret_parameter == "/skylight-production/nextauth-secret"
    error_message = "The secret lies in Parameter Store."
  }

  assert {
    condition     = output.api_url != null && output.amplify_app_id != null && output.renditions_cdn_domain == null
    error_message = "By default there are hosting and API, and no CloudFront."
  }
}
