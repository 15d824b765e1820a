# Rules of your own beside routeproof's, in one bundle.
package platform

# What routeproof denies, but for namespaces that are moving.
deny contains message if {
	not subject.metadata.namespace in data.moving
	some message in data.routeproof.deny
}

# A rule of this platform's own.
deny contains message if {
	not subject.metadata.annotations["example.com/owner"]
	message := sprintf("%s %s has no owner", [subject.kind, subject.metadata.name])
}

# The codes of all findings, warnings too.
codes contains finding.code if {
	report := data.routeproof.report with input as [subject]
	some finding in report.diagnostics
}

# What is judged may come alone or in a review.
subject := input.request.object

subject := input if not input.request
