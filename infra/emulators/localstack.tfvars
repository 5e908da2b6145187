# terraform apply -var-file=emulators/localstack.tfvars    (docker compose up first)
emulator_endpoint   = "http://localhost:4566"
app_url             = "http://localhost:3000"
hosting_enabled     = false
deletion_protection = false
strict_policies     = false
worker_package      = "../dist/worker/thumbnail-worker-linux-x64.zip"
worker_architecture = "x86_64"
# The last LocalStack that needs no account knows Lambda up to Node 22, and neither HTTP APIs nor budgets.
node_runtime          = "nodejs22.x"
api_enabled           = false
budget_enabled        = false
saved_queries_enabled = false
