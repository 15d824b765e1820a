// Compares routeproof's YAML reader with the one that kubectl uses, over a corpus that a seed determines.
//
//	go run . -seed 1 -cases 20000
//
// It builds core/yaml/examples/yaml_dump, feeds both readers the same texts, prints every disagreement about what is
// accepted and about values, and exits with 1 if there is one.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
)

// answer is what a reader makes of one text.
type answer struct {
	Documents []any   `json:"documents"`
	Error     *string `json:"error"`
	Duplicate bool    `json:"duplicate"`
	Colliding bool    `json:"colliding"`
}

func main() {
	seed := flag.Int64("seed", 1, "what determines the corpus")
	cases := flag.Int("cases", 20000, "how many generated texts")
	show := flag.Int("show", 20, "how many disagreements to print")
	root := flag.String("root", "../../..", "the repository")
	flag.Parse()

	texts := corpus(rand.New(rand.NewSource(*seed)), *cases, *root)
	answers, err := routeproof(*root, texts)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	accepted, disagreements := 0, 0
	for i, text := range texts {
		want := kubectl(text)
		if want.Error == nil {
			accepted++
		}
		reason := disagreement(text, want, answers[i])
		// kubectl keeps either of two keys that become one text, now this one and now that.
		for try := 0; try < 50 && reason == "other values"; try++ {
			reason = disagreement(text, kubectl(text), answers[i])
		}
		if reason == "" {
			continue
		}
		disagreements++
		if disagreements <= *show {
			fmt.Printf("%s\n  text    %q\n  kubectl %s\n  ours    %s\n", reason, text, describe(want), describe(answers[i]))
		}
	}
	fmt.Printf("seed %d: %d texts, %d accepted, %d disagreements\n", *seed, len(texts), accepted, disagreements)
	if disagreements > 0 {
		os.Exit(1)
	}
}

func disagreement(text string, want, got answer) string {
	switch {
	case strings.Contains(text, "\ufeff\ufeff"):
		// go-yaml skips the first character of the lines behind a second byte order mark.
		return ""
	case want.Duplicate && got.Error != nil && (strings.HasPrefix(*got.Error, "NotFinite") || strings.HasPrefix(*got.Error, "KeyNotText")):
		// kubectl does not mind what JSON cannot hold where a later key overrides it.
		return ""
	case (want.Error == nil) != (got.Error == nil):
		return "one accepts, one rejects"
	case got.Colliding:
		// kubectl keeps either of two keys such as 1 and "1".
		return ""
	case len(want.Documents) != len(got.Documents):
		return "another number of documents"
	case len(want.Documents) > 0 && !reflect.DeepEqual(want.Documents, got.Documents):
		return "other values"
	case want.Error == nil && want.Duplicate != got.Duplicate && !strings.Contains(text, "<<"):
		return "other duplicates"
	}
	return ""
}

func describe(a answer) string {
	text, err := json.Marshal(a)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// routeproof asks the Rust reader.
func routeproof(root string, texts []string) ([]answer, error) {
	build := exec.Command("cargo", "build", "--quiet", "-p", "routeproof-yaml", "--example", "yaml_dump")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build the reader: %w", err)
	}
	target := os.Getenv("CARGO_TARGET_DIR")
	if target == "" {
		target = filepath.Join(root, "target")
	}
	var input strings.Builder
	encoder := json.NewEncoder(&input)
	for _, text := range texts {
		if err := encoder.Encode(text); err != nil {
			return nil, err
		}
	}
	dump := exec.Command(filepath.Join(target, "debug", "examples", "yaml_dump"))
	dump.Stdin, dump.Stderr = strings.NewReader(input.String()), os.Stderr
	output, err := dump.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := dump.Start(); err != nil {
		return nil, err
	}
	answers := make([]answer, 0, len(texts))
	decoder := json.NewDecoder(bufio.NewReader(output))
	decoder.UseNumber()
	for decoder.More() {
		var a answer
		if err := decoder.Decode(&a); err != nil {
			return nil, err
		}
		for i := range a.Documents {
			a.Documents[i] = integers(a.Documents[i])
		}
		answers = append(answers, a)
	}
	if err := dump.Wait(); err != nil {
		return nil, fmt.Errorf("the reader failed on %q: %w", texts[min(len(answers), len(texts)-1)], err)
	}
	if len(answers) != len(texts) {
		return nil, fmt.Errorf("%d answers to %d texts", len(answers), len(texts))
	}
	return answers, nil
}
