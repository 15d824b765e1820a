// Package agreement has what every oracle does with verdicts: it collects them on all processors, says in which paths two
// differ, and puts like differences together.
package agreement

import (
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// JudgeAll judges each case, and answers in the order of the cases.
func JudgeAll[C, V any](cases []C, judge func(C) V) []V {
	verdicts := make([]V, len(cases))
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wait.Go(func() {
			for i := range next {
				verdicts[i] = judge(cases[i])
			}
		})
	}
	for i := range cases {
		next <- i
	}
	close(next)
	wait.Wait()
	return verdicts
}

// Differing names the paths that only one of two lists has; it is empty where they have the same.
func Differing(want, got []string) string {
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
	return strings.Join(parts, ", ")
}

var particular = regexp.MustCompile(`\[\d+\]|"[^"]*"|\d+`)

// ShapeOf leaves out of a difference what is particular to one text.
func ShapeOf(difference string) string {
	shape := particular.ReplaceAllStringFunc(difference, func(it string) string {
		if strings.HasPrefix(it, "[") {
			return "[]"
		}
		return "_"
	})
	if len(shape) > 220 {
		shape = shape[:220] + "…"
	}
	return shape
}
