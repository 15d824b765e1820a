package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/kubernetes/server"
	"github.com/routeproof/routeproof/tests/oracle/engine"
)

// decoding are the mistakes of which the server's decoder speaks.
var decoding = []string{"BadTimestamp", "OutOfFormat", "Undecodable", "Unreadable", "WrongType"}

// notCovered are the paths of which the engine's validation claims nothing.
var notCovered = []*regexp.Regexp{}

var mount = regexp.MustCompile(`^(.*)\.(?:containers|initContainers)\[\d+\]\.volumeMounts\[\d+\]\.name$`)

// compare says how the engine's verdict differs from the server's, and whether the server refuses the object only for what
// the engine does not claim to know.
func compare(want *server.Verdict, got *engine.Answer) (difference string, open bool) {
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
	if it := differing("unknown fields", want.Unknown, unknown); it != "" {
		return it, false
	}
	if len(want.Undecodable) > 0 {
		return "", false
	}
	known := slices.DeleteFunc(slices.Clone(want.Invalid), func(path string) bool { return isNotCovered(path) || follows(path, want.Invalid) })
	if it := differing("validation", known, slices.DeleteFunc(invalid, isNotCovered)); it != "" && want.Validated {
		return it, false
	}
	return "", len(known) == 0 && len(want.Unknown) == 0
}

func isNotCovered(path string) bool {
	return slices.ContainsFunc(notCovered, func(it *regexp.Regexp) bool { return it.MatchString(path) })
}

// follows says whether an error only follows from another one, of which the engine speaks alone.
func follows(path string, all []string) bool {
	has := func(suffix string) bool {
		return slices.ContainsFunc(all, func(it string) bool { return it == suffix })
	}
	// Nothing is what a missing selector selects.
	if before, is := strings.CutSuffix(path, ".template.metadata.labels"); is && has(before+".selector") {
		return true
	}
	// A volume with a mistake is no volume.
	if found := mount.FindStringSubmatch(path); found != nil {
		return slices.ContainsFunc(all, func(it string) bool { return strings.HasPrefix(it, found[1]+".volumes[") })
	}
	return false
}

func differing(what string, want, got []string) string {
	want, got = distinct(want), distinct(got)
	var parts []string
	for _, it := range want {
		if !slices.Contains(got, it) {
			parts = append(parts, "missing "+it)
		}
	}
	for _, it := range got {
		if !slices.Contains(want, it) {
			parts = append(parts, "too much "+it)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return what + ": " + strings.Join(parts, ", ")
}

func distinct(paths []string) []string {
	paths = slices.Clone(paths)
	slices.Sort(paths)
	return slices.Compact(paths)
}
