// Command export puts exported policies and the objects of tests/hostile to the API server's own code for
// ValidatingAdmissionPolicies, and says where it answers otherwise than the engine.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/klog/v2"
)

// aCase is a line of objects.jsonl.
type aCase struct {
	What   string              `json:"what"`
	Object map[string]any      `json:"object"`
	Author string              `json:"author"`
	Labels map[string]string   `json:"labels"`
	Codes  map[string][]string `json:"codes"`
}

// budgets are what evaluating a policy may cost: of the API server, and of Gatekeeper, which gives all of a policy what the
// API server gives one expression.
var budgets = map[string]int64{
	"validatingadmissionpolicy": 10_000_000,
	"kyverno":                   10_000_000,
	"gatekeeper":                1_000_000,
}

func main() {
	folder := flag.String("folder", "../../target/tmp/export", "where tests/hostile wrote policies and objects")
	flag.Parse()
	klog.LogToStderr(false)
	klog.SetOutput(discard{})
	cases, err := read(filepath.Join(*folder, "objects.jsonl"))
	if err != nil {
		fail(err)
	}
	faults := 0
	for _, profile := range []string{"kupe", "open", "forbidden"} {
		for _, target := range []string{"validatingadmissionpolicy", "kyverno", "gatekeeper"} {
			policies, err := load(filepath.Join(*folder, profile+"."+target+".yaml"))
			if err != nil {
				fail(err)
			}
			found, figures := compare(policies[0], cases, profile, budgets[target])
			found = append(found, byHand(policies, profile, budgets[target])...)
			faults += len(found)
			fmt.Printf("%-10s %-26s %s, %d wrong\n", profile, target, figures, len(found))
			for _, fault := range found[:min(len(found), 10)] {
				fmt.Println("  " + fault)
			}
		}
	}
	if faults > 0 {
		os.Exit(1)
	}
}

// figures are what a run says of itself.
type figures struct {
	refused, admitted int
	cost              int64
}

func (f figures) String() string {
	return fmt.Sprintf("%d refused, %d admitted, cost at most %d", f.refused, f.admitted, f.cost)
}

// compare evaluates a policy on every object, as the types of Kubernetes and as plain JSON, and says what differs.
func compare(policy *policy, cases []aCase, profile string, budget int64) ([]string, figures) {
	var faults []string
	var sum figures
	for _, c := range cases {
		expected := comparable(c.Codes[profile])
		author := c.Author
		if author == "" {
			author = "someone"
		}
		forms := []object{{plain: c.Object}}
		if typed := inTypes(c.Object); typed != nil {
			forms = append(forms, object{plain: c.Object, typed: typed})
		}
		for _, form := range forms {
			answer := policy.judge(request{object: form, operation: "CREATE", user: author, labels: c.Labels, budget: budget})
			sum.cost = max(sum.cost, answer.cost)
			if len(expected) > 0 {
				sum.refused++
			} else {
				sum.admitted++
			}
			if fault := differ(expected, answer); fault != "" {
				faults = append(faults, fmt.Sprintf("%s: %s: %.400v", c.What, fault, c.Object))
			}
		}
	}
	return faults, sum
}

// differ says how an answer differs from the codes of the engine. What an expression cannot evaluate refuses without codes.
func differ(expected []string, answer answer) string {
	refused := len(answer.codes) > 0 || len(answer.errors) > 0
	if slices.Contains(expected, "RP5015") {
		// Where the tenant is not certain the engine says so, and a policy says besides that no name is the tenant's.
		expected, answer.codes = withoutNames(expected), withoutNames(answer.codes)
	}
	switch {
	case len(expected) > 0 && !refused:
		return fmt.Sprintf("let in, the engine says %v", expected)
	case len(expected) == 0 && refused:
		return fmt.Sprintf("refused by %v %v, the engine says nothing", answer.codes, answer.errors)
	case len(answer.errors) == 0 && !slices.Equal(expected, answer.codes):
		return fmt.Sprintf("refused by %v, the engine says %v", answer.codes, expected)
	}
	return ""
}

func withoutNames(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(it string) bool { return it == "RP5006" || it == "RP5021" })
}

// comparable is the codes of the engine as policies have them: one code for hostnames.
func comparable(codes []string) []string {
	var found []string
	for _, code := range codes {
		switch code {
		case "RP5005", "RP5007", "RP5008", "RP5009":
			code = "RP5006"
		}
		if !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	slices.Sort(found)
	return found
}

func read(path string) ([]aCase, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	var cases []aCase
	for lines.Scan() {
		var c aCase
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		if err := decoder.Decode(&c); err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, lines.Err()
}

type discard struct{}

func (discard) Write(text []byte) (int, error) { return len(text), nil }

func fail(err error) {
	fmt.Fprintln(os.Stderr, "export:", err)
	os.Exit(2)
}
