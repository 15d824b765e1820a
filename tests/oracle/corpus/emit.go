package corpus

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"regexp"
	"strings"
)

// raw is YAML that is written as it stands.
type raw string

// writer writes a value as one document, each time in another way.
type writer struct {
	rng *rand.Rand
	// flow is the chance that a collection is written in brackets.
	flow float64
	// quote is the chance that a string is quoted though it need not be.
	quote float64
}

// document writes a value as JSON or YAML. What holds raw YAML is never JSON.
func document(rng *rand.Rand, value any) string {
	if rng.Intn(12) == 0 && !holdsRaw(value) {
		text, err := json.MarshalIndent(value, "", strings.Repeat(" ", rng.Intn(3)))
		if err == nil {
			return string(text) + "\n"
		}
	}
	w := writer{rng, []float64{0, 0.2, 1}[rng.Intn(3)], []float64{0, 0.3}[rng.Intn(2)]}
	it, is := value.(object)
	if !is || len(it) == 0 || w.flow == 1 {
		return w.inline(value) + "\n"
	}
	return w.block(value, 0)
}

func holdsRaw(value any) bool {
	switch it := value.(type) {
	case raw:
		return true
	case object:
		for _, child := range it {
			if holdsRaw(child) {
				return true
			}
		}
	case list:
		for _, child := range it {
			if holdsRaw(child) {
				return true
			}
		}
	}
	return false
}

// keys are sorted, or now and then shuffled.
func (w *writer) keys(it object) []string {
	keys := sortedKeys(it)
	if w.rng.Intn(3) == 0 {
		w.rng.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	}
	return keys
}

// block writes a collection that has something in it, each line indented.
func (w *writer) block(value any, indent int) string {
	pad := strings.Repeat(" ", indent)
	var out strings.Builder
	switch it := value.(type) {
	case object:
		for _, key := range w.keys(it) {
			out.WriteString(pad + w.text(key) + ":" + w.child(it[key], indent, false))
		}
	case list:
		for _, item := range it {
			out.WriteString(pad + "-" + w.child(item, indent, true))
		}
	}
	return out.String()
}

// child writes what follows a key or a dash, up to the end of its last line.
func (w *writer) child(value any, indent int, dash bool) string {
	if size(value) == 0 || w.rng.Float64() < w.flow {
		return " " + w.inline(value) + "\n"
	}
	_, isList := value.(list)
	if dash && !isList {
		// The first key stands behind the dash.
		return " " + strings.TrimPrefix(w.block(value, indent+2), strings.Repeat(" ", indent+2))
	}
	deeper := indent + 2
	if isList && !dash && w.rng.Intn(2) == 0 {
		deeper = indent
	}
	return "\n" + w.block(value, deeper)
}

func size(value any) int {
	switch it := value.(type) {
	case object:
		return len(it)
	case list:
		return len(it)
	}
	return 0
}

func (w *writer) inline(value any) string {
	var parts []string
	switch it := value.(type) {
	case object:
		for _, key := range w.keys(it) {
			parts = append(parts, w.text(key)+": "+w.inline(it[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, item := range it {
			parts = append(parts, w.inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return w.text(it)
	case raw:
		return string(it)
	case nil:
		return pick(w.rng, []string{"null", "~", "Null", "NULL"})
	case float64:
		return strings.TrimSpace(fmt.Sprintf("%v", it))
	}
	return fmt.Sprint(value)
}

var (
	safe     = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*$`)
	resolves = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
	single   = regexp.MustCompile(`^[ -~é]+$`)
)

// text writes a string so that it is read back as it is.
func (w *writer) text(it string) string {
	if safe.MatchString(it) && !resolves.MatchString(it) && w.rng.Float64() >= w.quote {
		return it
	}
	if single.MatchString(it) && w.rng.Intn(2) == 0 {
		return "'" + strings.ReplaceAll(it, "'", "''") + "'"
	}
	quoted, _ := json.Marshal(it)
	return string(quoted)
}
