package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/kubernetes/server"
	"github.com/routeproof/routeproof/tests/oracle/agreement"
	"github.com/routeproof/routeproof/tests/oracle/engine"
)

// decoding are the mistakes of which the server's decoder speaks.
var decoding = []string{"BadTimestamp", "OutOfFormat", "Undecodable", "Unreadable", "WrongType"}

// notCovered are the paths of which the engine's validation claims nothing, on top of kinds that have none.
var notCovered = regexp.MustCompile(strings.Join([]string{
	// Of Pods: what does not decide where requests go.
	`(^|\.)spec\.(overhead|resourceClaims|resources|schedulingGroup|evictionResponders)([.[]|$)`,
	`(^|\.)spec\.hostAliases\[\d+\]\.ip$`, `dnsConfig\.nameservers\[\d+\]$`, `[mM]atchLabelKeys`, `(topologySpreadConstraints|podAffinityTerm|Execution\[\d+\])(\[\d+\])?\[\d+\]$`,
	`(^|\.)spec\.(template\.spec\.)?securityContext\.sysctls`,
	`(ontainers)\[\d+\]\.(resizePolicy|resources\.claims|restartPolicyRules|env\[\d+\]\.valueFrom\.fileKeyRef)`,
	`ontainers\[\d+\]\.(livenessProbe|readinessProbe|startupProbe|lifecycle\.\w+)\.(httpGet\.(protocol|host)|grpc\.mode)`,
	`ontainers\[\d+\]\.volumeMounts\[\d+\]\.bindMountOptions`,
	// Of volumes: what a cluster may leave out.
	`\.volumes\[\d+\]\.projected(\.sources\[\d+\]\.(clusterTrustBundle|podCertificate)|$)`, `\.volumes\[\d+\]\..*\.(defaultUser|user)$`,
	`template\.annotations`,
	// Of workloads: how they are updated, and what they keep.
	`\.(managedBy|scheduling)([.[]|$)`, `\.successPolicy\.rules\[\d+\]\.succeeded(Indexes|Count)`,
	`^spec\.timeZone$`,
	// Of claims: what they are filled from.
	`(^|\.)spec\.dataSource(Ref)?([.[]|$)`,
	// Of EndpointSlices.
	`\.hints\.forNodes`, `deprecatedTopology`,
}, "|"))

// ofJobs are more of them, of Jobs and what makes Jobs: their selectors are made by the server.
var ofJobs = regexp.MustCompile(`^spec\.(selector|template\.metadata\.labels)$`)

var (
	mount  = regexp.MustCompile(`^(.*)\.(?:containers|initContainers)\[\d+\]\.volume(?:Mounts|Devices)\[\d+\]\.name$`)
	claim  = regexp.MustCompile(`^spec\.volumeClaimTemplates\[\d+\]\.metadata\.name$`)
	volume = regexp.MustCompile(`\.volumes\[\d+\]`)
)

// compare says how the engine's verdict differs from the server's, and whether the server refuses the object only for what
// the engine does not claim to know. With partial, of validation only that the engine says nothing false.
func compare(text string, want *server.Verdict, got *engine.Answer, partial bool) (difference string, open bool) {
	if want.Broken != "" {
		return "", false
	}
	if len(got.Documents) != 1 {
		return fmt.Sprintf("%d objects", len(got.Documents)), false
	}
	var undecodable, unknown, invalid []string
	for _, it := range got.Documents[0].Errors {
		switch {
		case slices.Contains(decoding, it.Code):
			undecodable = append(undecodable, it.Path)
		case it.Code == "UnknownField":
			unknown = append(unknown, it.Path)
		default:
			invalid = append(invalid, it.Path)
		}
	}
	if it := differing("decoding", want.Undecodable, undecodable); it != "" {
		return it, false
	}
	if len(want.Undecodable) > 0 {
		// Of metadata that cannot be decoded nothing else is said.
		inMetadata := func(path string) bool { return strings.HasPrefix(path, "metadata.") }
		want.Unknown, unknown = slices.DeleteFunc(want.Unknown, inMetadata), slices.DeleteFunc(unknown, inMetadata)
	}
	if it := differing("unknown fields", want.Unknown, unknown); it != "" {
		return it, false
	}
	if len(want.Undecodable) > 0 || !want.Validated {
		return "", false
	}
	all := want.Invalid
	if addsVolumes(text) {
		// The server counts the volumes that it adds, and says there what is wrong with their names.
		all, invalid = mapped(all), mapped(invalid)
	}
	isJob := strings.Contains(text, `"apiVersion":"batch/v1"`)
	known := slices.DeleteFunc(slices.Clone(all), func(path string) bool {
		told := slices.Contains(invalid, path)
		return !told && (partial || isNotCovered(path) || isJob && ofJobs.MatchString(path) || follows(path, all) || isOpen(path, text))
	})
	return differing("validation", known, invalid), len(known) == 0 && len(want.Unknown) == 0
}

// isOpen says whether an error is of a part that is not judged, which it does not name.
func isOpen(path, text string) bool {
	switch {
	case strings.HasSuffix(path, ".restartPolicy"):
		// How containers with rules start again.
		return strings.Contains(path, "ontainers[") && strings.Contains(text, `"restartPolicyRules"`)
	case path == "spec" || strings.HasSuffix(path, ".spec"):
		// What a claim is filled from.
		return strings.Contains(text, `"dataSource"`)
	}
	return false
}

// addsVolumes says whether the server counts other volumes than those that are written.
func addsVolumes(text string) bool { return strings.Contains(text, `"volumeClaimTemplates"`) }

func mapped(paths []string) (without []string) {
	for _, it := range paths {
		it = claim.ReplaceAllString(it, "spec.template.spec.volumes[0].name")
		without = append(without, volume.ReplaceAllString(it, ".volumes[0]"))
	}
	return without
}

func isNotCovered(path string) bool { return notCovered.MatchString(path) }

// follows says whether an error only follows from another one, of which the engine speaks alone.
func follows(path string, all []string) bool {
	has := func(other string) bool { return slices.Contains(all, other) }
	// Nothing is what a missing selector selects.
	if before, is := strings.CutSuffix(path, ".template.metadata.labels"); is && has(before+".selector") {
		return true
	}
	// The name of a Namespace becomes a label, and a Job without labels gets those of its Pods.
	if path == "metadata.labels" && (has("metadata.name") || has("spec.template.labels")) {
		return true
	}
	// So does that of a Job, in the template.
	if path == "spec.template.labels" && has("metadata.name") {
		return true
	}
	// Of a Pod, what is not asked for is what may be used.
	if before, after, is := strings.Cut(path, ".requests["); is && has(before+".limits["+after) {
		return true
	}
	// Containers that may not be there are not looked at.
	if before, _, is := strings.Cut(path, ".ephemeralContainers["); is && has(before+".ephemeralContainers") {
		return true
	}
	// A volume without a name is a claim without one.
	if strings.HasSuffix(path, ".volumes[0].persistentVolumeClaim.claimName") && has("spec.template.spec.volumes[0].name") {
		return true
	}
	// A volume with a mistake is no volume.
	if found := mount.FindStringSubmatch(path); found != nil {
		return slices.ContainsFunc(all, func(it string) bool { return strings.HasPrefix(it, found[1]+".volumes[") })
	}
	return false
}

func differing(what string, want, got []string) string {
	parts := agreement.Differing(distinct(want), distinct(got))
	if parts == "" {
		return ""
	}
	return what + ": " + parts
}

func distinct(paths []string) []string {
	paths = slices.Clone(paths)
	slices.Sort(paths)
	return slices.Compact(paths)
}
