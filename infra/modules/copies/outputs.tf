output "schedule" {
  description = "What the schedule of the export calls, and with which words, as JSON."
  value       = one(aws_scheduler_schedule.export.target).input
}
