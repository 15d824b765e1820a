package main

import (
	"fmt"
	"slices"

	"github.com/routeproof/routeproof/tests/oracle/agreement"
	"github.com/routeproof/routeproof/tests/oracle/apiserver"
	"github.com/routeproof/routeproof/tests/oracle/engine"
)

// compare says how the engine's verdict differs from the server's; nothing means that they agree.
func compare(want *apiserver.Verdict, got *engine.Answer) string {
	if want.Accepted() != got.Accepted {
		if got.Accepted {
			return "false accept: " + reason(want)
		}
		return "false reject: " + refusal(got)
	}
	if whole(want) {
		if len(got.Reading) == 0 {
			return "only items of a list are refused: " + reason(want)
		}
		return ""
	}
	objects, documents := want.Objects, got.Documents
	if untyped := count(objects, apiserver.Typing); untyped > 0 {
		// What is no object has no path; our reader says so apart from the objects.
		if len(got.Reading) < untyped {
			return fmt.Sprintf("%d reading errors for %d documents that are no objects", len(got.Reading), untyped)
		}
		objects = slices.DeleteFunc(slices.Clone(objects), func(it apiserver.Object) bool { return it.Stage == apiserver.Typing })
	}
	if want.Broken != "" || want.Duplicates {
		if len(got.Reading) == 0 {
			return "no reading error: " + reason(want)
		}
		// kubectl stops at what it cannot read, and our reader goes on.
		documents = documents[:min(len(objects), len(documents))]
	}
	if len(objects) != len(documents) {
		return fmt.Sprintf("%d objects instead of %d", len(documents), len(objects))
	}
	for i := range objects {
		if difference := compareObject(&objects[i], &documents[i]); difference != "" {
			return difference
		}
	}
	return ""
}

func count(objects []apiserver.Object, stage apiserver.Stage) (n int) {
	for i := range objects {
		if objects[i].Stage == stage {
			n++
		}
	}
	return n
}

// whole says whether kubectl refuses a List as a whole. Our reader says so, and judges its items besides.
func whole(want *apiserver.Verdict) bool {
	return slices.ContainsFunc(want.Objects, func(it apiserver.Object) bool { return it.Whole })
}

func compareObject(want *apiserver.Object, got *engine.Document) string {
	if want.Accepted() != got.Accepted {
		return fmt.Sprintf("an object is accepted=%v instead of %v", got.Accepted, want.Accepted())
	}
	paths := pathsOf(got)
	switch want.Stage {
	case apiserver.Mapping:
		if !slices.Equal(paths, []string{"kind"}) && !slices.Equal(paths, []string{"apiVersion"}) {
			return fmt.Sprintf("no match for the kind, but errors at %v", paths)
		}
	default:
		if !slices.Equal(paths, want.Paths()) {
			return "paths: " + agreement.Differing(want.Paths(), paths)
		}
	}
	return ""
}

func pathsOf(got *engine.Document) []string {
	var paths []string
	for _, it := range got.Errors {
		paths = append(paths, it.Path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// reason is why the server refuses, in one line.
func reason(want *apiserver.Verdict) string {
	if want.Broken != "" {
		return "broken: " + want.Broken
	}
	if want.Duplicates {
		return "a key is there twice"
	}
	for i := range want.Objects {
		it := &want.Objects[i]
		if it.Accepted() {
			continue
		}
		if len(it.Findings) > 0 {
			return fmt.Sprintf("%s: %s %s", it.Findings[0].Path, it.Findings[0].Type, it.Findings[0].Detail)
		}
		return fmt.Sprintf("%s: %s", it.Stage, it.Message)
	}
	return ""
}

// refusal is why the engine refuses, in one line.
func refusal(got *engine.Answer) string {
	for _, it := range got.Reading {
		return fmt.Sprintf("%s %s", it.Code, it.Message)
	}
	for _, document := range got.Documents {
		for _, it := range document.Errors {
			return fmt.Sprintf("%s at %s: %s", it.Code, it.Path, it.Message)
		}
	}
	return "no reason"
}
