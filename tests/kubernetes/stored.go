package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"

	"github.com/routeproof/routeproof/tests/kubernetes/corpus"
	"github.com/routeproof/routeproof/tests/kubernetes/server"
)

// line is a text with the paths of all errors that the server has: of decoding and unknown fields, and of validation,
// which is not asked where something cannot be decoded.
type line struct {
	Text    string   `json:"text"`
	Decoded bool     `json:"decoded"`
	Paths   []string `json:"paths"`
}

// write stores those texts of which the engine claims to know all that the server says.
func write(file string, cases []corpus.Case) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for i, verdict := range judgeAll(cases) {
		isLong := cases[i].Family == "grown" && len(cases[i].Text) > 1500
		if verdict.Broken != "" || isLong || !isExact(cases[i], &verdict) {
			continue
		}
		it := line{Text: cases[i].Text, Decoded: len(verdict.Undecodable) == 0}
		it.Paths = append(append(it.Paths, verdict.Undecodable...), verdict.Unknown...)
		it.Paths = distinct(append(it.Paths, verdict.Invalid...))
		if it.Paths == nil {
			it.Paths = []string{}
		}
		if err := encoder.Encode(it); err != nil {
			return err
		}
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// isExact says whether no error of validation is one that the engine may leave out or say elsewhere.
func isExact(it corpus.Case, verdict *server.Verdict) bool {
	filled := strings.HasPrefix(it.Family, "filled")
	if filled && len(verdict.Invalid) > 0 {
		return false
	}
	// Beside what cannot be decoded, nothing is said of fields of metadata.
	inMetadata := func(path string) bool { return strings.HasPrefix(path, "metadata.") }
	if len(verdict.Undecodable) > 0 && slices.ContainsFunc(verdict.Unknown, inMetadata) {
		return false
	}
	for _, path := range verdict.Invalid {
		if isNotCovered(path) || isOpen(path, it.Text) || follows(path, verdict.Invalid) || ofJobs.MatchString(path) || addsVolumes(it.Text) && volume.MatchString(path) {
			return false
		}
	}
	// Of other kinds the metadata is not put to the server's validation.
	return !filled || len(it.Text) < 4000 && strings.Contains(it.Text, `"metadata":{"name":"a"}`)
}
