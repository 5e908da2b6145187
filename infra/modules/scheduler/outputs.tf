output "function_name" {
  description = "Name of the function."
  value       = module.function.name
}

output "log_group" {
  description = "Name of its log group."
  value       = module.function.log_group
}
