# terraform apply -var-file=emulators/moto.tfvars
emulator_endpoint   = "http://127.0.0.1:5000"
app_url             = "http://localhost:3000"
hosting_enabled     = false
deletion_protection = false
strict_policies     = false
# The package of this machine's processor runs in no emulator without Docker; moto stores it and never starts it.
worker_package      = "../dist/worker/thumbnail-worker-linux-x64.zip"
worker_architecture = "x86_64"
# So that AWS provider 5 takes it as well as 6.
node_runtime = "nodejs22.x"
# moto knows no tags of budgets and no saved queries.
budget_enabled        = false
saved_queries_enabled = false
